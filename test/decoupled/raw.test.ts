import { expect, test } from '@jest/globals';
import { clientOf } from '@provost/client';
import { WaitFor } from '@provost/protocol';
import { rowsOf } from '../objects/beside.js';
import { failureOf } from '../support/providers.js';
import { attachedProgram, startProgram, type ProgramOptions } from '../support/program.js';
import { startHost } from '../support/start-host.js';

const RAW = { program: 'raw' } as const;
const thing = (id: string): string => `root/raw:Thing.id="${id}"`;

test('P12 a program without the SDK attaches itself by what the protocol says, and is served like any other', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state, RAW);
  expect(await host.door.request(WaitFor, { name: 'raw', state: 'decoupled' })).toMatchObject({ pid: program.pid, namespace: 'root/raw', kinds: ['object'] });
  expect(await clientOf(host.door).get(thing('a'))).toEqual({ id: 'a', text: 'raw' });
  program.tell('detach');
  await program.hear('detached');
  expect(await host.event('detached', 'raw')).toMatchObject({ reason: 'detached', pid: program.pid });
  expect(await failureOf(clientOf(host.door).get(thing('a')))).toMatchObject({ code: 'INVALID_CLASS', facts: { provider: 'raw', pid: program.pid, attached: false } });
});

test('P8 what it answers is checked against its class, and it stays attached', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state, RAW);
  expect(await failureOf(clientOf(host.door).get(thing('unfit')))).toMatchObject({ code: 'INVALID_RESULT', facts: { provider: 'raw' } });
  expect(await clientOf(host.door).get(thing('b'))).toEqual({ id: 'b', text: 'raw' });
  expect((await host.provider('raw')).pid).toBe(program.pid);
});

test('P8 one that sends garbage costs those whom it was at work for an error; the connection is closed, the program is not ended, and the next is served', async () => {
  await using host = await startHost();
  const client = clientOf(host.door);
  await using program = await attachedProgram(host.state, RAW);
  const hanging = failureOf(client.get(thing('hang')));
  await program.hear('hanging');
  expect(await failureOf(client.get(thing('garbage')))).toMatchObject({ code: 'PROVIDER_MISBEHAVED', facts: { provider: 'raw', pid: program.pid, mayHaveRun: true } });
  expect(await hanging).toMatchObject({ code: 'PROVIDER_MISBEHAVED' });
  await program.hear('change', ({ change }) => change === 'lost');
  expect(await host.event('detached', 'raw')).toMatchObject({ reason: 'misbehaved', pid: program.pid });
  program.tell('exit');
  expect(await program.exit).toBe(0); // It was there until it was told.
  await using next = await attachedProgram(host.state, RAW);
  expect(await client.get(thing('c'))).toEqual({ id: 'c', text: 'raw' });
  expect((await host.provider('raw')).pid).toBe(next.pid);
});

test('P8 one that sends more rows than it was granted loses its connection, and nothing else', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state, RAW);
  const error = await failureOf(rowsOf(host, 'root/raw:Thing'));
  expect(error).toMatchObject({ code: 'PROVIDER_MISBEHAVED', facts: { provider: 'raw', pid: program.pid } });
  expect(error.message).toContain('the connection to it is closed');
  await program.hear('change', ({ change }) => change === 'lost');
  await using next = await attachedProgram(host.state, RAW);
  expect(await clientOf(host.door).get(thing('d'))).toEqual({ id: 'd', text: 'raw' });
  expect(next.pid).not.toBe(program.pid);
});

const REFUSED: readonly (readonly [string, ProgramOptions, string, string])[] = [
  ['names a pid that no process has', { hello: { pid: 4_194_304 } }, 'ACCESS_DENIED', 'there is no process of that pid here'],
  ['describes itself by another name', { described: { name: 'other' } }, 'INVALID_REGISTRATION', 'its hello named it "raw", its description "other"'],
  ['describes nothing that fits', { described: { classes: 'none' } }, 'INVALID_REGISTRATION', 'classes'],
  ['derives from a class that is not there', { described: { classes: [{ name: 'Thing', superclass: 'Nothing', key: ['id'], schema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'], additionalProperties: false }, methods: {}, operations: ['get'] }] } }, 'INVALID_REGISTRATION', 'Nothing'],
  ['has a name that is none', { hello: { attach: { name: '../etc' } }, described: { name: '../etc' } }, 'INVALID_REGISTRATION', '../etc'],
];

test.each(REFUSED)('W-R9 a program that %s is refused, told why, and leaves nothing', async (_what, options, code, words) => {
  await using host = await startHost();
  await using program = startProgram(host.state, { ...RAW, ...options });
  const { failed } = await program.hear('failed');
  expect(failed?.code).toBe(code);
  expect(failed?.message).toContain(words);
  await using next = await attachedProgram(host.state, RAW);
  expect(await clientOf(host.door).get(thing('e'))).toEqual({ id: 'e', text: 'raw' });
  expect(next.pid).not.toBe(program.pid);
});

test('P8 a program that says hello and then nothing is let go after the time that a hello has', async () => {
  await using host = await startHost({ 'hello-timeout': '50ms' });
  await using program = startProgram(host.state, { ...RAW, silent: true });
  await program.hear('change', ({ change }) => change === 'lost');
  await using next = await attachedProgram(host.state, RAW);
  expect(await clientOf(host.door).get(thing('f'))).toEqual({ id: 'f', text: 'raw' });
  expect(next.pid).not.toBe(program.pid);
});
