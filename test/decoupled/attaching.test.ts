import { expect, test } from '@jest/globals';
import { clientOf } from '@provost/client';
import { DescribeProvider, Providers, Requests, WaitFor } from '@provost/protocol';
import { failureOf } from '../support/providers.js';
import { isGone } from '../support/pid-is-gone.js';
import { attachedProgram, startProgram } from '../support/program.js';
import { startHost } from '../support/start-host.js';

const A = 'root/lab:Gauge.id="a"';

test('W-R9 a program that attaches itself is served like any provider, and shown as decoupled with its own pid', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state);
  const client = clientOf(host.door);
  expect(await client.get(A)).toEqual({ id: 'a', value: 20, loads: 1, pid: program.pid });
  await client.invoke(A, 'set', { value: 21 });
  const rows: unknown[] = [];
  for await (const row of client.list('Gauge')) rows.push(row['value']);
  expect(rows).toEqual([21]);

  const view = await host.door.request(WaitFor, { name: 'gauge', state: 'decoupled' });
  expect(view).toMatchObject({ state: 'decoupled', pid: program.pid, enabled: true, inFlight: 0, holds: 0, idleMs: null, dueInMs: null, lastExit: null });
  const detail = await host.door.request(DescribeProvider, { name: 'gauge' });
  expect(detail).toMatchObject({ state: 'decoupled', requestsServed: 3, requestsFailed: 0, exits: [], registration: { decoupled: true } });
  expect(detail.registration.command.join(' ')).toContain('gauge.js');
  expect(await host.event('attached', 'gauge')).toMatchObject({ pid: program.pid, generation: 1, classes: ['Gauge'], again: false });
});

test('W-R9 whoever waits for a program to attach is told when it has, though nobody knew its name', async () => {
  await using host = await startHost();
  const waited = host.door.request(WaitFor, { name: 'gauge', state: 'decoupled' });
  await using program = await attachedProgram(host.state);
  expect(await waited).toMatchObject({ name: 'gauge', state: 'decoupled', pid: program.pid });
});

test('W-R9 a request that is at work in it is shown, and cancelled as any other', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state);
  const cancel = new AbortController();
  const hanging = failureOf(clientOf(host.door).invoke('root/lab:Gauge', 'hang', {}, { signal: cancel.signal }));
  await program.hear('hanging');
  const [request] = (await host.door.request(Requests, { name: 'gauge' })).requests;
  expect(request).toMatchObject({ provider: 'gauge', operation: 'invoke', state: 'running' });
  expect((await host.provider('gauge')).inFlight).toBe(1);
  cancel.abort();
  expect((await hanging).code).toBe('OPERATION_CANCELLED');
  await program.hear('aborted');
  expect(await clientOf(host.door).get(A)).toMatchObject({ value: 20 });
});

test('W-R9 it is told no error by what refuses, holds and keeps warm, and nothing holds it', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state);
  expect(await clientOf(host.door).invoke('root/lab:Gauge', 'stay', {})).toBe('OK OK OK OK');
  expect(await host.provider('gauge')).toMatchObject({ holds: 0, pid: program.pid });
});

test('W-R9 it may ask the host what another program serves', async () => {
  await using host = await startHost();
  await using other = await attachedProgram(host.state, { provider: 'other', className: 'Other' });
  await using program = await attachedProgram(host.state);
  expect(await clientOf(host.door).invoke('root/lab:Gauge', 'ask', { path: 'root/lab:Other.id="a"' })).toBe(20);
  expect(new Set((await host.door.request(Providers, {})).providers.map(({ pid }) => pid))).toEqual(new Set([program.pid, other.pid]));
});

test('W-R9 one that detaches ends what is in flight, releases, and is unregistered; its program goes on', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state);
  const client = clientOf(host.door);
  const hanging = client.invoke('root/lab:Gauge', 'hang', {});
  await program.hear('hanging');
  program.tell('detach');
  expect(await host.event('detached', 'gauge')).toMatchObject({ reason: 'detached', pid: program.pid, inFlight: 1 });
  const refused = await failureOf(client.get(A));
  expect(refused).toMatchObject({ code: 'INVALID_CLASS', facts: { provider: 'gauge', pid: program.pid } });
  expect(refused.message).toContain(`was served by provider "gauge" (pid ${program.pid}), a program that had attached itself and is not attached any more`);
  program.tell('finish');
  expect(await hanging).toBe('finished');
  expect(await program.hear('released')).toEqual({ released: 'unregistered' });
  await program.hear('deferred');
  await program.hear('detached');
  expect((await host.door.request(Providers, {})).providers).toEqual([]);
  expect(await isGone(program.pid)).toBe(false);
  program.tell('exit');
  expect(await program.exit).toBe(0);
});

test('W-R9 one that detaches and has waited long enough cancels what is in flight, and its caller is told', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state);
  const hanging = failureOf(clientOf(host.door).invoke('root/lab:Gauge', 'hang', {}));
  await program.hear('hanging');
  program.tell('detach', { timeoutMs: 1 });
  expect(await hanging).toMatchObject({ code: 'OPERATION_CANCELLED', facts: { provider: 'gauge', pid: program.pid } });
  await program.hear('detached');
});

test('W-R9 a program whose load fails is told why, and is not attached', async () => {
  await using host = await startHost();
  await using program = startProgram(host.state, { failsToLoad: true });
  const { failed } = await program.hear('failed');
  expect(failed).toMatchObject({ code: 'PROVIDER_LOAD_FAILED' });
  expect(failed?.message).toContain('the sensor is not there');
  expect(await host.event('detached', 'gauge')).toMatchObject({ reason: 'load-failed' });
  expect((await host.door.request(Providers, {})).providers).toEqual([]);
  program.tell('leave'); // Nothing of the SDK keeps it alive.
  expect(await program.exit).toBe(0);
});

test('W-R9 a program that finds no host is told so, and by what to start one', async () => {
  const { state } = await (async () => {
    await using host = await startHost();
    return host;
  })();
  await using program = startProgram(state);
  expect((await program.hear('failed')).failed).toMatchObject({ code: 'HOST_NOT_RUNNING', remedy: 'Start one: provost up.' });
});
