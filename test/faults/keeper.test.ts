import { expect, test } from '@jest/globals';
import { DescribeProvider, Load, Logs, Status, Unload, WaitFor, type LogLine } from '@provost/protocol';
import { isGone } from '../support/pid-is-gone.js';
import { failureOf, getThing, listThings, registerFixture } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';

async function keeperPid(host: TestHost): Promise<number> {
  const { keeper } = await host.door.request(Status, {});
  return keeper?.pid as number;
}

test('D15 the keeper is killed: what is loaded goes on, what is lost is said, and the next load gets another keeper', async () => {
  await using host = await startHost({ 'release-timeout': '2s' });
  await registerFixture(host, 'prints-to-stdout');
  await getThing(host);
  const { pid } = await host.provider('raw');
  const first = await keeperPid(host);
  process.kill(first, 'SIGKILL');
  expect(await host.event('keeper-lost')).toMatchObject({ pid: first, activations: [expect.stringMatching(/^raw-/)] });

  expect(await listThings(host)).toEqual(['1']);
  expect((await host.provider('raw')).pid).toBe(pid);
  const { exit } = await host.door.request(Unload, { name: 'raw' });
  expect(exit).toMatchObject({ pid, reason: 'operator' });
  expect(await isGone(pid as number)).toBe(true);

  expect(await listThings(host)).toEqual(['1']);
  expect(await keeperPid(host)).not.toBe(first);
});

test('D15 a keeper that ends while it is asked to start a provider costs the caller nothing: another is asked', async () => {
  await using host = await startHost();
  await registerFixture(host, 'prints-to-stdout');
  await getThing(host);
  await host.door.request(Unload, { name: 'raw' });
  const first = await keeperPid(host);
  process.kill(first, 'SIGSTOP');
  const asked = listThings(host);
  process.kill(first, 'SIGKILL');
  expect(await asked).toEqual(['1']);
  expect(await isGone(first)).toBe(true);
  expect(await keeperPid(host)).not.toBe(first);
  expect(await listThings(host)).toEqual(['1']);
});

/** The remark on the loss of its keeper in the log of the provider; one that is there already counts. */
async function remarkIn(host: TestHost, provider: string): Promise<LogLine> {
  for await (const rows of host.door.stream(Logs, { name: provider, follow: true })) {
    for (const line of rows as readonly unknown[] as readonly LogLine[]) if (line.stream === 'note' && line.text.startsWith('The keeper')) return line;
  }
  throw new Error('the log ended without it');
}

test('D15 the keeper is killed and then a provider crashes: log, error, event and describe say why its output and its exit code are not known', async () => {
  await using host = await startHost();
  await registerFixture(host, 'sleeps-in-get');
  const { pid } = await host.door.request(Load, { name: 'raw' });
  const keeper = await keeperPid(host);
  process.kill(keeper, 'SIGKILL');
  expect(await remarkIn(host, 'raw')).toMatchObject({
    generation: 1,
    text: `The keeper (pid ${keeper}) has ended. What pid ${pid} writes from here on is not kept, and its exit code will not be known, until it is loaded anew: provost restart raw`,
  });
  expect((await host.door.request(Status, {})).keeper).toBeNull();

  const failed = failureOf(getThing(host));
  await host.door.request(WaitFor, { name: 'raw', state: 'busy' });
  process.kill(pid as number, 'SIGKILL');
  expect(await failed).toMatchObject({
    code: 'PROVIDER_CRASHED',
    sentence: `Provider "raw" (pid ${pid}) ended (its exit code is not known: its keeper was lost) while it was at work; what was asked may have been done. What it wrote since then was not kept.`,
    facts: { provider: 'raw', pid, mayHaveRun: true, exitCode: null, signal: null, keeperLost: true },
  });
  expect(await host.event('crashed', 'raw')).toMatchObject({ pid, code: null, signal: null, keeperLost: true });
  expect(await isGone(pid as number)).toBe(true);
  const { exits } = await host.door.request(DescribeProvider, { name: 'raw' });
  expect(exits).toMatchObject([{ pid, cause: 'crashed', code: null, signal: null, keeperLost: true }]);

  expect(await listThings(host)).toEqual(['1']);
  expect(await keeperPid(host)).not.toBe(keeper);
});
