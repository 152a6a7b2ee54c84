import { expect, test } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { clientOf } from '@provost/client';
import { Get, Invoke, WaitFor } from '@provost/protocol';
import { example } from '../examples/as-a-person.js';
import { isGone } from '../support/pid-is-gone.js';
import { startOwnHost } from '../support/own-host.js';
import { failureOf } from '../support/providers.js';
import { attachedProgram } from '../support/program.js';
import { startHost } from '../support/start-host.js';

const A = 'root/lab:Gauge.id="a"';

test('P9 a program whose host is killed attaches to the next one by itself, with the state that it had loaded once', async () => {
  await using host = await startOwnHost();
  await using program = await attachedProgram(host.state);
  await host.client.request(Invoke, { path: A, method: 'set', arguments: { value: 33 } });
  await host.kill();
  await program.hear('change', ({ change }) => change === 'lost');
  await host.startAgain();
  await program.hear('change', ({ change }) => change === 'attached');
  await host.client.request(WaitFor, { name: 'gauge', state: 'decoupled' });
  expect((await host.client.request(Get, { path: A })).instance).toEqual({ id: 'a', value: 33, loads: 1, pid: program.pid });
  expect(await host.event('attached', ({ again }) => again === true)).toMatchObject({ provider: 'gauge', pid: program.pid, generation: 2 });
});

test('P9 what a program was at when its host was killed goes on, and the next host is served meanwhile', async () => {
  await using host = await startOwnHost();
  await using program = await attachedProgram(host.state);
  const hanging = failureOf(host.client.request(Invoke, { path: 'root/lab:Gauge', method: 'hang', arguments: {} }));
  await program.hear('hanging');
  await host.kill();
  expect((await hanging).facts.mayHaveRun).toBe(true);
  await host.startAgain();
  await host.client.request(WaitFor, { name: 'gauge', state: 'decoupled' });
  expect((await host.client.request(Get, { path: A })).instance).toMatchObject({ loads: 1, pid: program.pid });
  program.tell('finish');
  expect(program.said.some(({ aborted }) => aborted === true)).toBe(false);
});

test('P9 a host that stops gives what is in flight its time, tells the program nothing, and finds it again when it is started', async () => {
  const first = await startHost();
  const { state } = first;
  await using program = await attachedProgram(state);
  const hanging = clientOf(first.door).invoke('root/lab:Gauge', 'hang', {});
  await program.hear('hanging');
  const stopped = first.host.stop();
  await first.event('host-stopping');
  expect(await failureOf(clientOf(first.door).get(A))).toMatchObject({ code: 'SERVER_IS_SHUTTING_DOWN' });
  program.tell('finish');
  expect(await hanging).toBe('finished');
  await stopped;
  await program.hear('change', ({ change }) => change === 'lost');
  expect(await isGone(program.pid)).toBe(false);
  expect(program.said.some(({ released }) => released !== undefined)).toBe(false);
  await using next = await startHost({}, { state });
  await program.hear('change', ({ change }) => change === 'attached');
  expect(await clientOf(next.door).get(A)).toMatchObject({ pid: program.pid, loads: 1 });
  await program.kill(); // Before the host, which proves that nothing of its providers is left.
});

test('P9 a program finds a host whose state directory was made anew, though its starts are counted from the first again', async () => {
  const first = await startHost();
  const { state } = first;
  await first.host.stop();
  const second = await startHost({}, { state });
  await using program = await attachedProgram(state);
  await second.host.stop();
  await rm(state, { recursive: true });
  await using third = await startHost({}, { state });
  await program.hear('change', ({ change }) => change === 'lost');
  await program.hear('change', ({ change }) => change === 'attached');
  expect(await third.event('host-started')).toMatchObject({ epoch: 1 });
  expect(await clientOf(third.door).get(A)).toMatchObject({ pid: program.pid, loads: 1 });
  await program.kill(); // Before the host, which proves that nothing of its providers is left.
});

test('P9 a program that a host does not take back is told why, goes on asking, and is taken once it may be', async () => {
  const first = await startHost();
  const { state } = first;
  await using program = await attachedProgram(state);
  await first.host.stop();
  const next = await startHost({ attach: 'off' }, { state });
  const refused = await program.hear('change', ({ change }) => change === 'refused');
  expect(refused.why).toMatchObject({ code: 'ACCESS_DENIED' });
  expect(refused.why?.message).toContain('the setting attach is off');
  expect(await failureOf(clientOf(next.door).get(A))).toMatchObject({ code: 'INVALID_NAMESPACE' });
  await next.host.stop();
  await using last = await startHost({}, { state });
  await program.hear('change', ({ change }) => change === 'attached');
  expect(await clientOf(last.door).get(A)).toMatchObject({ pid: program.pid, loads: 1 });
  await program.kill(); // Before the host, which proves that nothing of its providers is left.
});

test('P9 a host that stops and waits no longer cancels what is in flight, and says that it may have run', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state);
  const hanging = failureOf(clientOf(host.door).invoke('root/lab:Gauge', 'hang', {}));
  await program.hear('hanging');
  await host.host.stop({ force: true });
  expect(await hanging).toMatchObject({ code: 'SERVER_IS_SHUTTING_DOWN', facts: { provider: 'gauge', pid: program.pid, mayHaveRun: true } });
  await program.hear('change', ({ change }) => change === 'lost');
  expect(await isGone(program.pid)).toBe(false);
});

test('P3 a program that has attached itself is not unloaded, however long it is idle', async () => {
  await using host = await startHost({ 'clear-after.object': '1ms' });
  await using program = await attachedProgram(host.state);
  await host.register(example('clock'));
  const client = clientOf(host.door);
  await client.get('root/app:Clock.zone="UTC"');
  await host.event('unloaded', 'clock');
  expect(await client.get(A)).toMatchObject({ pid: program.pid, loads: 1 });
  expect((await host.events()).some(({ type, provider }) => provider === 'gauge' && type !== 'attached')).toBe(false);
});
