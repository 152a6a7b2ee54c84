import { expect, test } from '@jest/globals';
import { clientOf } from '@provost/client';
import { DescribeProvider, Providers } from '@provost/protocol';
import { failureOf } from '../support/providers.js';
import { attachedProgram } from '../support/program.js';
import { startHost } from '../support/start-host.js';

const A = 'root/lab:Gauge.id="a"';

test.each([
  ['is killed', (program: { kill(): Promise<void> }) => program.kill()],
  ['exits', (program: { tell(what: 'exit'): void }) => Promise.resolve(program.tell('exit'))],
])('P8 a program that %s costs its callers a definite error, its classes go with it, and the next one is served', async (_how, end) => {
  await using host = await startHost();
  const client = clientOf(host.door);
  await using program = await attachedProgram(host.state);
  const hanging = failureOf(client.invoke('root/lab:Gauge', 'hang', {}));
  await program.hear('hanging');
  await end(program);
  const error = await hanging;
  expect(error).toMatchObject({ code: 'PROVIDER_CRASHED', facts: { provider: 'gauge', pid: program.pid, mayHaveRun: true } });
  expect(error.message).toContain(`Provider "gauge" (pid ${program.pid}) had attached itself and is gone`);
  expect(error.remedy).not.toContain('fresh process');
  expect(['SIGKILL', 0]).toContain(await program.exit);
  expect(await host.event('detached', 'gauge')).toMatchObject({ reason: 'lost', pid: program.pid, inFlight: 1 });

  expect(await failureOf(client.get(A))).toMatchObject({ code: 'INVALID_CLASS', facts: { provider: 'gauge', pid: program.pid } });
  const described = await failureOf(host.door.request(DescribeProvider, { name: 'gauge' }));
  expect(described).toMatchObject({ code: 'NOT_FOUND', facts: { pid: program.pid } });
  expect(described.message).toContain('is not attached any more');
  expect((await host.door.request(Providers, {})).providers).toEqual([]);

  await using next = await attachedProgram(host.state);
  expect(await client.get(A)).toMatchObject({ pid: next.pid, loads: 1 });
});

test('P8 a program that stands still costs its callers their own deadline, and nobody ends it', async () => {
  await using host = await startHost();
  await using program = await attachedProgram(host.state);
  const client = clientOf(host.door);
  program.signal('SIGSTOP');
  const error = await failureOf(client.get(A, { timeoutMs: 300 }));
  expect(error).toMatchObject({ code: 'OPERATION_TIMED_OUT', facts: { provider: 'gauge', pid: program.pid, mayHaveRun: true } });
  expect(error.remedy).toContain('see to its program');
  program.signal('SIGCONT');
  expect(await client.get(A)).toMatchObject({ pid: program.pid });
});
