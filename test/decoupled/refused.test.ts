import { expect, test } from '@jest/globals';
import { clientOf } from '@provost/client';
import { ClearStore, Load, Logs, ResetProvider, Restart, SetCache, SetEnabled, SetSetting, Store, Unload, Unregister, WaitFor, type RequestMessage } from '@provost/protocol';
import { failureOf } from '../support/providers.js';
import { attachedProgram, startProgram } from '../support/program.js';
import { startHost } from '../support/start-host.js';
import { example } from '../examples/as-a-person.js';

const A = 'root/lab:Gauge.id="a"';

test('W-R9 where the setting attach is off nobody attaches, and is told by which setting', async () => {
  await using host = await startHost();
  await host.door.request(SetSetting, { key: 'attach', value: 'off' });
  await using program = startProgram(host.state);
  const { failed } = await program.hear('failed');
  expect(failed).toMatchObject({ code: 'ACCESS_DENIED', facts: { setting: 'attach', value: 'off', pid: program.pid } });
  expect(failed?.message).toContain('the setting attach is off');
  expect(failed?.remedy).toContain('provost settings attach owner');
  await host.door.request(SetSetting, { key: 'attach', value: 'default' });
  await using allowed = await attachedProgram(host.state);
  expect(await clientOf(host.door).get(A)).toMatchObject({ pid: allowed.pid });
});

test('W-R9 a second program of a name is refused while the first is attached, naming both, and taken when it is gone', async () => {
  await using host = await startHost();
  await using first = await attachedProgram(host.state);
  await using second = startProgram(host.state);
  const { failed } = await second.hear('failed');
  expect(failed).toMatchObject({ code: 'ALREADY_EXISTS', facts: { provider: 'gauge', pid: second.pid, attachedPid: first.pid } });
  expect(failed?.message).toContain(`(pid ${second.pid})`);
  expect(failed?.message).toContain(`(pid ${first.pid})`);
  expect(await clientOf(host.door).get(A)).toMatchObject({ pid: first.pid });
  await first.kill();
  await using third = await attachedProgram(host.state);
  expect(await clientOf(host.door).get(A)).toMatchObject({ pid: third.pid });
});

test('W-R9 a name that a registered provider has is not taken by a program, nor one that a program has by a registration', async () => {
  await using host = await startHost();
  await host.register(example('clock'));
  await using program = startProgram(host.state, { attach: { name: 'clock' } });
  const { failed } = await program.hear('failed');
  expect(failed).toMatchObject({ code: 'ALREADY_EXISTS', facts: { provider: 'clock', pid: program.pid } });
  expect(failed?.message).toContain('is registered');

  await host.door.request(Unregister, { name: 'clock' });
  await using named = await attachedProgram(host.state, { attach: { name: 'clock' } });
  const refused = await failureOf(host.register(example('clock')));
  expect(refused.code).toBe('INVALID_REGISTRATION');
  expect(refused.message).toContain(`a program (pid ${named.pid}) is attached as "clock"`);
});

test('W-R9 a class that somebody serves already is refused, and both are served where the classes differ', async () => {
  await using host = await startHost();
  await using first = await attachedProgram(host.state);
  await using second = startProgram(host.state, { provider: 'other' });
  expect((await second.hear('failed')).failed).toMatchObject({ code: 'INVALID_REGISTRATION', facts: { faults: ['the class root/lab:Gauge is served by provider "gauge" already'] } });
  await using third = await attachedProgram(host.state, { provider: 'third', className: 'Third' });
  expect(await clientOf(host.door).get('root/lab:Third.id="a"')).toMatchObject({ pid: third.pid });
  expect(await clientOf(host.door).get(A)).toMatchObject({ pid: first.pid });
});

test('W-R9 a program that says store: true is refused with what the host does not do', async () => {
  await using host = await startHost();
  await using program = startProgram(host.state, { store: true });
  expect((await program.hear('failed')).failed).toMatchObject({ code: 'INVALID_REGISTRATION', facts: { faults: ['it says store: true, and the host keeps no store for a program that attaches itself'] } });
});

const ASKED: readonly (readonly [string, RequestMessage<never, unknown>])[] = [['load', Load], ['unload', Unload], ['restart', Restart], ['unregister', Unregister]] as never;

test.each(ASKED)('W-R9 provost %s of a program that has attached itself says whose it is, and changes nothing', async (_verb, message) => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state);
  const error = await failureOf(host.door.request(message, { name: 'gauge' } as never));
  expect(error).toMatchObject({ code: 'NOT_SUPPORTED', facts: { provider: 'gauge', pid: program.pid, state: 'decoupled' } });
  expect(error.message).toContain(`Provider "gauge" (pid ${program.pid}) is decoupled: its program attached itself`);
  expect(error.remedy).toContain('Stop that program');
  expect(await clientOf(host.door).get(A)).toMatchObject({ pid: program.pid, loads: 1 });
});

test('W-R9 what the host has of its own providers alone, it says of a program that it has not, each time with what to do instead', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state);
  const { door } = host;
  const logs = async (): Promise<void> => { for await (const _ of door.stream(Logs, { name: 'gauge' })) throw new Error('there are lines'); };
  const asked: readonly (readonly [Promise<unknown>, string, string])[] = [
    [logs(), 'does not see what it writes', 'Look where that program writes to'],
    [door.request(Store, { name: 'gauge' }), 'does not keep a store for it', 'its own affair'],
    [door.request(ClearStore, { name: 'gauge' }), 'does not keep a store for it', 'its own affair'],
    [door.request(SetCache, { provider: 'gauge', clearAfter: '1s' }), 'does not unload it for being idle', 'no ClearAfter'],
    [door.request(ResetProvider, { name: 'gauge' }), 'does not keep it from starting', 'nothing to reset'],
    [door.request(WaitFor, { name: 'gauge', state: 'idle' }), 'does not bring it into the state idle', 'Stop that program'],
  ];
  for (const [answer, message, remedy] of asked) {
    const error = await failureOf(answer);
    expect(error).toMatchObject({ code: 'NOT_SUPPORTED', facts: { provider: 'gauge', pid: program.pid, state: 'decoupled' } });
    expect(error.message).toContain(message);
    expect(error.remedy).toContain(remedy);
  }
  expect(await clientOf(host.door).get(A)).toMatchObject({ pid: program.pid, loads: 1 });
});

test('W-R9 disable refuses what is asked of it, also when it attaches again, until it is enabled', async () => {
  await using host = await startHost();
  const client = clientOf(host.door);
  await using program = await attachedProgram(host.state);
  expect(await host.door.request(SetEnabled, { name: 'gauge', enabled: false })).toMatchObject({ enabled: false, pid: program.pid });
  expect(await failureOf(client.get(A))).toMatchObject({ code: 'PROVIDER_DISABLED', facts: { provider: 'gauge', pid: program.pid } });
  program.tell('detach');
  await program.hear('detached');
  await using again = await attachedProgram(host.state);
  expect((await failureOf(client.get(A))).code).toBe('PROVIDER_DISABLED');
  await host.door.request(SetEnabled, { name: 'gauge', enabled: true });
  expect(await client.get(A)).toMatchObject({ pid: again.pid });
});
