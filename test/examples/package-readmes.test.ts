import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { clientOf } from '@provost/client';
import { failureOf } from '../support/providers.js';
import { startHost } from '../support/start-host.js';
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

test('the classes in the README of @provost/sdk can be registered, are listed by their superclass, and raise their event', async () => {
  await using host = await startHost();
  await using written = await packageOf({ 'package.json': '{ "type": "module" }', 'zoo.js': blockOf(ofSdk, 'js', 'Classes') });
  await host.register(join(written.folder, 'zoo.js'));
  const client = clientOf(host.door);
  await client.create('root/zoo:Cat', { house: 'a', number: 1, lives: 9, room: 'root/zoo:Room.name="south"' });
  const listed: unknown[] = [];
  for await (const animal of client.list('root/zoo:Animal')) listed.push(animal);
  expect(listed).toEqual([{ __CLASS: 'Cat', house: 'a', number: 1, sort: 'small', lives: 9, room: 'root/zoo:Room.name="south"', seenAt: expect.any(String) }]);
  expect((await failureOf(client.create('root/zoo:Cat', { house: 'a', number: 0, lives: 10 }))).code).toBe('TYPE_MISMATCH');
  for await (const event of client.watch('SELECT * FROM Meow WHERE loud = TRUE')) {
    expect(event).toMatchObject({ __CLASS: 'Meow', house: 'a', loud: true });
    break;
  }
});
