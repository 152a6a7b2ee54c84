import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { ROOT, run } from './as-a-person.js';
import { blockOf, packageOf } from './readme-blocks.js';

const [ofSdk, ofTesting] = await Promise.all(['sdk', 'testing'].map((name) => readFile(join(ROOT, 'packages', name, 'README.md'), 'utf8'))) as [string, string];
const example = blockOf(ofTesting, 'js');

/** With the provider of the SDK's README, which they test. */
async function runBeside(program: string): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  await using written = await packageOf({ 'package.json': '{ "type": "module" }', 'clock.js': blockOf(ofSdk, 'js'), 'test.js': program });
  return await run(process.execPath, ['test.js'], {}, written.folder);
}

test('the test in the README of @provost/testing passes as it stands', async () => {
  expect(await runBeside(`${example}\nconsole.log('passed');\n`)).toEqual({ code: 0, out: 'passed\n', err: '' });
});

test('the test in the README of @provost/testing fails when the provider answers otherwise', async () => {
  const { code, err } = await runBeside(example.replace("equal(zone, 'UTC')", "equal(zone, 'GMT')"));
  expect([code, err]).toEqual([1, expect.stringMatching(/AssertionError.*[^]*'UTC'[^]*'GMT'/)]);
});

test('the block of TypeScript there does the same in one line', async () => {
  const imports = example.split('\n').filter((line) => line.startsWith('import ')).join('\n');
  const program = `${imports}\n${blockOf(ofTesting, 'ts')}assert.equal((await provider.Clock.get({ zone: 'UTC' })).zone, 'UTC');\nconsole.log('passed');\n`;
  const { outputText } = ts.transpileModule(program, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } });
  expect(await runBeside(outputText)).toEqual({ code: 0, out: 'passed\n', err: '' });
});
