/** Brings a fresh clone, or one that has moved on, to where its programs can run: dependencies, then the build. Needs nothing but Node and npm. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { root, step } from './step.mjs';

const OLDEST_NODE = [20, 19];

function modifiedAtMs(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function nodeIsTooOld() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
}

/** Installs where the lock file is newer than what is installed, and builds what has changed. Resolves with whether all of it went well. */
export async function setUp(say = process.stdout) {
  if (nodeIsTooOld()) {
    say.write(`Node ${process.versions.node} is too old: ${OLDEST_NODE.join('.')} or newer is needed.\n`);
    return false;
  }
  // npm writes this file last, so a broken installation has none.
  const isInstalled = modifiedAtMs('node_modules/.package-lock.json') >= modifiedAtMs('package-lock.json');
  if (!isInstalled && !(await step('Installing dependencies (npm ci)', 'npm', ['ci', '--no-progress'], say))) return false;
  if (!(await step('Compiling (tsc -b)', process.execPath, ['node_modules/typescript/bin/tsc', '-b'], say))) return false;
  return step('Bundling', process.execPath, ['scripts/bundle.mjs'], say);
}

if (process.argv[1] === new URL(import.meta.url).pathname) process.exitCode = (await setUp()) ? 0 : 1;
