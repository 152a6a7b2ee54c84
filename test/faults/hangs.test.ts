import { describe, expect, test } from '@jest/globals';
import { DescribeProvider, Requests } from '@provost/protocol';
import { readFile, stat } from 'node:fs/promises';
import { failureOf, getThing, listThings, registerFixture } from '../support/providers.js';
import { isGone } from '../support/pid-is-gone.js';
import { startHost, type TestHost } from '../support/start-host.js';

/** As by default, in a tenth of a second what takes ten. */
const QUICK = { 'ping-interval': '100ms', 'ping-misses': '3', 'hang-grace': '50ms', 'term-grace': '100ms', 'stop-timeout': '1s' };

/** The ways in which a provider does not answer; what it was found to be at. */
const HANGS: [row: string, fixture: string, kind: string, stop: boolean][] = [
  ['F-P19 its event loop runs without end', 'blocks-in-get', 'burning', false],
  ['F-P19 its event loop waits in a call that does not return', 'sleeps-in-get', 'blocked', false],
  ['F-P20 it is stopped', 'never-returns', 'stopped', true],
];

describe('a provider that hangs', () => {
  test.each(HANGS)('P8 %s: the caller gets its time-out, those who ask then PROVIDER_HUNG, it is ended with a report, and the next request is served', async (_row, fixture, kind, stop) => {
    await using host = await startHost(QUICK);
    await registerFixture(host, fixture);
    await listThings(host);
    const { pid } = await host.provider('raw');
    const asked = failureOf(getThing(host, 'x', 300));
    if (stop) process.kill(pid as number, 'SIGSTOP');
    const error = await asked;
    expect(error).toMatchObject({ code: 'OPERATION_TIMED_OUT', facts: { provider: 'raw', pid, timeoutMs: 300, mayHaveRun: true } });
    expect(error.remedy).toMatch(/provost restart raw --force/);
    const other = await failureOf(getThing(host, 'y'));
    expect(other).toMatchObject({ code: 'PROVIDER_HUNG', facts: { provider: 'raw', pid } });
    expect(other.sentence).toMatch(/is ended as hung: it let an operation pass its deadline and has answered no ping for .*; it/);

    expect(await host.event('silent', 'raw')).toMatchObject({ pid, kind });
    const hung = await host.event('hung', 'raw');
    expect(hung).toMatchObject({ pid, how: 'silent', kind });
    await expectReport(host, String(hung['report']), { kind, pid });
    expect(await host.event('unloaded', 'raw')).toMatchObject({ reason: 'hung', cause: 'killed', signal: 'SIGTERM', pid, survivors: [] });
    expect(await isGone(pid as number)).toBe(true);
    expect(await listThings(host)).toEqual(['1']);
    expect((await host.door.request(DescribeProvider, { name: 'raw' })).hangReport).toBe(hung['report']);
  });

  test('P8 F-P17 one that never returns from an operation but answers pings serves on; the operation is shown as abandoned, and counts', async () => {
    await using host = await startHost({ ...QUICK, 'clear-after.object': '0s' });
    await registerFixture(host, 'never-returns');
    await listThings(host);
    const error = await failureOf(getThing(host, 'x', 50));
    expect(error.code).toBe('OPERATION_TIMED_OUT');
    expect(await listThings(host)).toEqual(['1']);
    const { requests } = await host.door.request(Requests, {});
    expect(requests).toMatchObject([{ provider: 'raw', operation: 'get', state: 'abandoned' }]);
    expect(await host.provider('raw')).toMatchObject({ state: 'busy', pid: error.facts.pid, inFlight: 1 });
  });

  test('F-P17 is let go when it never returns from it, once nothing else is at work in it', async () => {
    await using host = await startHost({ ...QUICK, 'abandoned-grace': '150ms' });
    await registerFixture(host, 'never-returns');
    await listThings(host);
    const error = await failureOf(getThing(host, 'x', 50));
    expect(error.code).toBe('OPERATION_TIMED_OUT');
    const hung = await host.event('hung', 'raw');
    expect(hung).toMatchObject({ how: 'abandoned', kind: 'responsive', pid: error.facts.pid });
    await expectReport(host, String(hung['report']), { kind: 'responsive', pid: error.facts.pid });
    expect(await host.event('unloaded', 'raw')).toMatchObject({ reason: 'hung', cause: 'released', pid: error.facts.pid });
    expect((await host.door.request(Requests, {})).requests).toEqual([]);
    expect(await listThings(host)).toEqual(['1']);
  });

  test('F-H40 F-P17 a host that stalls itself ends nobody: what was said meanwhile counts', async () => {
    await using host = await startHost(QUICK);
    await registerFixture(host, 'never-returns');
    await listThings(host);
    const error = await failureOf(getThing(host, 'x', 50));
    const stalled = new Int32Array(new SharedArrayBuffer(4));
    for (let nth = 0; nth < 3; nth++) {
      Atomics.wait(stalled, 0, 0, 1_000); // The host is in this process: nothing of it runs.
      expect(await listThings(host)).toEqual(['1']);
    }
    expect((await host.events()).map(({ type }) => type)).not.toContain('hung');
    expect((await host.provider('raw')).pid).toBe(error.facts.pid);
  });
});

async function expectReport(host: TestHost, path: string, { kind, pid }: { kind: string; pid: unknown }): Promise<void> {
  expect(path.startsWith(`${host.state}/logs/raw/hang-1-`)).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const report = JSON.parse(await readFile(path, 'utf8')) as { operations: { isAbandoned: boolean }[]; vitals: { threads: unknown[]; rssBytes: number } };
  expect(report).toMatchObject({ provider: 'raw', generation: 1, pid, diagnosis: { kind }, pings: {} });
  expect(report.operations.some(({ isAbandoned }) => isAbandoned)).toBe(true);
  expect(report.vitals.threads.length).toBeGreaterThan(1);
  expect(report.vitals.rssBytes).toBeGreaterThan(1_000_000);
}
