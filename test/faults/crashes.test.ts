import { describe, expect, test } from '@jest/globals';
import { Get, List, Logs, Unload } from '@provost/protocol';
import { expectGone } from '../support/pid-is-gone.js';
import { endOf, failureOf, getThing, listThings, registerFixture } from '../support/providers.js';
import { startHost } from '../support/start-host.js';

/** What those at work in a provider are told when its process ends under them. */
const CRASHES: [row: string, fixture: string, told: RegExp, facts: Record<string, unknown>, ...flags: string[]][] = [
  ['F-P5 exits while at work', 'exits-in-get', /exited with code 7 while it was at work[^]*\| out of ideas/, { exitCode: 7, signal: null, lastLines: ['out of ideas'] }],
  ['F-P12 exits with code 0 while at work', 'exits-cleanly-in-get', /exited with code 0 while it was at work/, { exitCode: 0, signal: null }],
  ['F-P5 is killed while at work', 'killed-in-get', /was ended by SIGKILL while it was at work/, { exitCode: null, signal: 'SIGKILL' }],
  ['F-P13 aborts', 'aborts-in-get', /was ended by SIGABRT while it was at work/, { exitCode: null, signal: 'SIGABRT' }],
  ['F-P13 has a segmentation fault', 'segfaults-in-get', /was ended by SIGSEGV while it was at work/, { exitCode: null, signal: 'SIGSEGV' }],
  ['F-P13 comes upon an instruction that is none', 'ends-by-sigill-in-get', /was ended by SIGILL while it was at work/, { exitCode: null, signal: 'SIGILL' }],
  ['F-P13 F-P28 has exhausted its heap', 'exhausts-its-heap', /was ended by SIGABRT while it was at work[^]*JavaScript heap out of memory/, { exitCode: null, signal: 'SIGABRT' }, '--max-old-space-size=24'],
  ['F-P8 ends half-way through its answer', 'half-a-reply', /exited with code 9 while it was at work/, { exitCode: 9 }],
];

describe('a provider that crashes', () => {
  test.each(CRASHES)('P8 %s: its callers get code, signal, pid and last lines; the next request gets a fresh process at once', async (_row, fixture, told, facts, ...flags) => {
    await using host = await startHost();
    await registerFixture(host, fixture, ...flags);

    const errors = await Promise.all([failureOf(getThing(host)), failureOf(getThing(host, 'y'))]);
    for (const error of errors) {
      expect(error.code).toBe('PROVIDER_CRASHED');
      expect(error.sentence).toMatch(told);
      expect(error.facts).toMatchObject({ provider: 'raw', mayHaveRun: true, ...facts });
    }
    const end = await endOf(host);
    expect(end).toMatchObject({ type: 'crashed', pid: errors[0]?.facts.pid, code: errors[0]?.facts.exitCode, signal: errors[0]?.facts.signal });

    expect(await listThings(host)).toEqual(['1']);
    const view = await host.provider('raw');
    expect(view).toMatchObject({ crashes: 1, generation: 2, lastExit: { cause: 'crashed', pid: errors[0]?.facts.pid } });
  });

  test('F-P4 before it has read the request: its caller is told that it may have run, and the next is served', async () => {
    await using host = await startHost();
    await registerFixture(host, 'exits-in-release');
    await getThing(host);
    const { pid } = await host.provider('raw');
    process.kill(pid as number, 'SIGKILL');
    expect(await failureOf(getThing(host))).toMatchObject({ code: 'PROVIDER_CRASHED', facts: { pid, signal: 'SIGKILL', mayHaveRun: true } });
    expect(await getThing(host)).toBe('raw');
  });

  test('F-P9 F-R17 right after its answer has still answered', async () => {
    await using host = await startHost();
    await registerFixture(host, 'exits-after-reply');
    expect(await getThing(host)).toBe('last words');
    expect(await endOf(host)).toMatchObject({ type: 'crashed', code: 9 });
    expect(await listThings(host)).toEqual(['1']);
  });

  test('F-P10 in the middle of a list: the reader gets the rows that came and then the error, never a silent end', async () => {
    await using host = await startHost();
    await registerFixture(host, 'exits-in-list');
    const ids: string[] = [];
    const error = await failureOf((async () => {
      for await (const rows of host.door.stream(List, { class: 'Thing' })) ids.push(...rows.map(({ id }) => String(id)));
    })());
    expect(ids).toEqual(['1', '2', '3']);
    expect(error).toMatchObject({ code: 'PROVIDER_CRASHED', facts: { exitCode: 4 } });
    expect(await getThing(host)).toBe('raw');
  });

  test('F-P11 in release has let go, and nobody else notices', async () => {
    await using host = await startHost({ 'clear-after.object': '0s' });
    await registerFixture(host, 'exits-in-release');
    expect(await getThing(host)).toBe('raw');
    expect(await host.event('unloaded', 'raw')).toMatchObject({ reason: 'idle', code: 5 });
    expect(await getThing(host)).toBe('raw');
  });

  test('P7 F-P18 one that ignores release is killed after the release timeout, and seen dead', async () => {
    await using host = await startHost({ 'clear-after.object': '0s', 'release-timeout': '100ms', 'term-grace': '2s' });
    await registerFixture(host, 'ignores-release');
    expect(await getThing(host)).toBe('raw');
    const end = await host.event('unloaded', 'raw');
    expect(end).toMatchObject({ reason: 'idle', cause: 'killed', signal: 'SIGTERM', survivors: [] });
    expect(end['tookMs']).toBeGreaterThanOrEqual(100);
    expect(await getThing(host)).toBe('raw');
  });

  test('P7 F-P21 one that ignores SIGTERM too is killed by SIGKILL after the grace', async () => {
    await using host = await startHost({ 'clear-after.object': '0s', 'release-timeout': '100ms', 'term-grace': '100ms' });
    await registerFixture(host, 'ignores-sigterm');
    expect(await getThing(host)).toBe('raw');
    expect(await host.event('unloaded', 'raw')).toMatchObject({ reason: 'idle', cause: 'killed', signal: 'SIGKILL', survivors: [] });
    expect(await getThing(host)).toBe('raw');
  });

  test('P7 F-P21 one whose exit never comes to an end is killed by SIGKILL after the grace', async () => {
    await using host = await startHost({ 'clear-after.object': '0s', 'release-timeout': '100ms', 'term-grace': '100ms' });
    await registerFixture(host, 'hangs-at-exit');
    expect(await getThing(host)).toBe('raw');
    expect(await host.event('unloaded', 'raw')).toMatchObject({ reason: 'idle', cause: 'killed', signal: 'SIGKILL', survivors: [] });
    expect(await getThing(host)).toBe('raw');
  });

  test('P7 F-P27 what a provider started goes with it', async () => {
    await using host = await startHost({ 'release-timeout': '100ms', 'term-grace': '0s' });
    await registerFixture(host, 'forks-a-grandchild');
    const { instance } = await host.door.request(Get, { path: 'Thing="x"' });
    const grandchild = Number(instance['text']);
    await host.door.request(Unload, { name: 'raw', force: true });
    await expectGone(grandchild);
    expect(await listThings(host)).toEqual(['1']);
  });

  test('F-P23 a flood of output is bounded and costs the host nothing', async () => {
    await using host = await startHost();
    await registerFixture(host, 'floods-its-output');
    expect(await getThing(host)).toBe('flooded');
    await host.door.request(Unload, { name: 'raw' }); // What was not kept is told when there is room again, at the latest at the end.
    let bytes = 0;
    let told = '';
    for await (const rows of host.door.stream(Logs, { name: 'raw' })) for (const { text } of rows) {
      bytes += String(text).length;
      if (String(text).includes('not kept')) told = String(text);
    }
    expect(bytes).toBeLessThan(8 * 1024 * 1024);
    expect(told).toMatch(/lines/);
    expect(await listThings(host)).toEqual(['1']);
  });
});
