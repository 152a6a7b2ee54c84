import { expect, test } from '@jest/globals';
import { clientOf } from '@provost/client';
import { Create, Delete, Get, Modify, Query, Requests, WaitFor, type JsonObject } from '@provost/protocol';
import { rowsOf } from '../objects/beside.js';
import { watch } from '../events/watched.js';
import { failureOf } from '../support/providers.js';
import { attachedProgram, startProgram } from '../support/program.js';
import { startHost } from '../support/start-host.js';

const BENCH = { program: 'bench' } as const;
const DROPPED = { __CLASS: '__EventDroppedEvent', Provider: 'bench' };

test('W-R9 a program that attaches itself is of the kinds that its classes are', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state, BENCH);
  expect(await host.door.request(WaitFor, { name: 'bench', state: 'decoupled' })).toMatchObject({ kinds: ['object', 'property', 'event'], pid: program.pid });
});

test('W-R9 its events are raised from the first who watches to the last, and it is shown what they ask', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state, BENCH);
  {
    await using alarms = await watch(host, 'SELECT * FROM Alarm WHERE n > 1');
    expect((await program.hear('raising')).raising).toEqual({ queries: ['SELECT * FROM Alarm WHERE n > 1'] });
    expect((await host.door.request(Requests, { name: 'bench' })).requests.map(({ operation }) => operation)).toEqual(['subscribe']);
    for (const n of [1, 2]) expect(await host.call('root/lab:Run', 'ring', { n })).toBe(1);
    expect(await alarms.next()).toMatchObject({ __CLASS: 'Alarm', n: 2 });
  }
  await program.hear('raisesNoMore');
  expect(await host.call('root/lab:Run', 'ring', { n: 3 })).toBe(0);
});

test('P8 who watches a program that is killed is told that events may be missing, and watches the next one that attaches under its name', async () => {
  await using host = await startHost();
  const first = await attachedProgram(host.state, BENCH);
  await using alarms = await watch(host, 'SELECT * FROM Alarm');
  await using all = await watch(host, 'SELECT * FROM Warning');
  await host.call('root/lab:Run', 'ring', { n: 1 });
  expect(await alarms.next()).toMatchObject({ n: 1 });
  expect(await all.next()).toMatchObject({ n: 1 });
  await first.kill();
  expect(await alarms.next()).toMatchObject({ ...DROPPED, Reason: expect.stringContaining(`(pid ${first.pid}) had attached itself and is gone`) });
  expect(await all.next()).toMatchObject(DROPPED);
  await using next = startProgram(host.state, BENCH);
  expect((await next.hear('raising')).raising?.bookmark).toBe('after 1');
  await host.call('root/lab:Run', 'ring', { n: 2 });
  expect(await alarms.next()).toMatchObject({ n: 2 });
  expect(await all.next()).toMatchObject({ n: 2 });
});

test('W-R9 one that detaches while it is watched is not held up by that, and who watches waits for it', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state, BENCH);
  await using alarms = await watch(host, 'SELECT * FROM Alarm');
  program.tell('detach');
  await program.hear('raisesNoMore');
  await program.hear('detached');
  expect(await host.event('detached', 'bench')).toMatchObject({ reason: 'detached' });
  expect(await alarms.next()).toMatchObject({ ...DROPPED, Reason: expect.stringContaining('detaches itself') });
  expect(await failureOf(watch(host, 'SELECT * FROM Alarm'))).toMatchObject({ code: 'INVALID_CLASS', facts: { provider: 'bench', attached: false } });
  await using again = startProgram(host.state, BENCH);
  await again.hear('raising');
  await host.call('root/lab:Run', 'ring', { n: 5 });
  expect(await alarms.next()).toMatchObject({ n: 5 });
});

test('W-R9 instances of which it does not tell are looked at every so often, also when it attaches again', async () => {
  await using host = await startHost();
  const first = await attachedProgram(host.state, BENCH);
  await using created = await watch(host, "SELECT * FROM __InstanceCreationEvent WITHIN 0.05 WHERE TargetInstance ISA 'Run'");
  await host.door.request(Create, { class: 'root/lab:Run', properties: { id: 'one', passed: true } });
  expect(await created.next()).toMatchObject({ TargetInstance: { id: 'one' } });
  await first.kill();
  expect(await created.next()).toMatchObject({ __CLASS: '__EventDroppedEvent', Reason: expect.stringContaining('could not look at root/lab:Run') });
  await using next = await attachedProgram(host.state, BENCH);
  await host.door.request(Create, { class: 'root/lab:Run', properties: { id: 'two', passed: false } });
  expect(await created.next()).toMatchObject({ TargetInstance: { id: 'two', passed: false } });
  expect(next.pid).not.toBe(first.pid);
});

test('W-R9 it has the properties of instances that the host keeps, and those are there again when it is', async () => {
  await using host = await startHost();
  const first = await attachedProgram(host.state, BENCH);
  await host.door.request(Create, { class: 'root/lab:Probe', properties: { id: 'boiler', place: 'cellar' } });
  const path = 'root/lab:Probe.id="boiler"';
  await host.door.request(Modify, { path, patch: { level: 4 } });
  expect((await host.door.request(Get, { path })).instance).toEqual({ id: 'boiler', place: 'cellar', heat: 6, level: 4 });
  expect(await rowsOf(host, 'Probe', { columns: ['id', 'heat'] })).toEqual([{ id: 'boiler', heat: 6 }]);
  const hot: JsonObject[] = [];
  for await (const rows of host.door.stream(Query, { query: 'SELECT id FROM Probe WHERE heat > 5', namespace: 'root/lab' })) hot.push(...rows);
  expect(hot).toEqual([{ id: 'boiler' }]);
  await first.kill();
  expect(await failureOf(clientOf(host.door).get(path))).toMatchObject({ code: 'INVALID_CLASS', facts: { provider: 'bench', pid: first.pid, attached: false } });
  await using next = await attachedProgram(host.state, BENCH);
  expect((await host.door.request(Get, { path })).instance).toEqual({ id: 'boiler', place: 'cellar', heat: 6 });
  await host.door.request(Delete, { path });
  expect(next.pid).not.toBe(first.pid);
});

test('W-R9 the coming and going of programs can be watched as events of the host', async () => {
  await using host = await startHost();
  await using gone = await watch(host, "SELECT provider, pid, reason FROM ProviderDetached WHERE provider = 'bench'", { namespace: 'root' });
  await using came = await watch(host, "SELECT * FROM ProviderAttached", { namespace: 'root' });
  const program = await attachedProgram(host.state, BENCH);
  expect(await came.next()).toMatchObject({ provider: 'bench', pid: program.pid, again: false });
  await host.door.request(WaitFor, { name: 'bench', state: 'decoupled' });
  await program.kill();
  expect(await gone.next()).toMatchObject({ provider: 'bench', pid: program.pid, reason: 'lost' });
});

test('W-R9 a program that pushes is refused with what the host does not keep', async () => {
  await using host = await startHost();
  await using program = startProgram(host.state, { ...BENCH, pushes: true });
  expect((await program.hear('failed')).failed).toMatchObject({
    code: 'INVALID_REGISTRATION', facts: { faults: ['it pushes Stock, and the host keeps no instances for a program that attaches itself: serve the class, and answer for them'] },
  });
});
