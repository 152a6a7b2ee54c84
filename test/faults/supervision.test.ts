import { describe, expect, test } from '@jest/globals';
import { ProviderHost } from '@provost/host';
import { Events, Get, Providers, ResetProvider, type HostEvent } from '@provost/protocol';
import { TestClock } from '@provost/testing';
import { mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isGone } from '../support/pid-is-gone.js';
import { failureOf, getThing, listThings, registerFixture } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';

/** Lets it crash so often in a row, moving time on past each pause. */
async function crash(host: TestHost, clock: TestClock, times: number): Promise<void> {
  for (let nth = 0; nth < times; nth++) {
    expect((await failureOf(getThing(host))).code).toBe('PROVIDER_CRASHED');
    await host.event('crashed', 'raw', ({ generation }) => generation === nth + 1);
    if (nth < times - 1) await clock.advance('2s');
  }
}

function typesOf(events: readonly HostEvent[]): string[] {
  return events.filter(({ provider }) => provider === 'raw').map(({ type }) => type);
}

describe('a provider that keeps failing', () => {
  test('P8 F-P15 is loaded again at once after the first crash; after the second a request waits out the pause, and is served', async () => {
    const clock = new TestClock();
    await using host = await startHost({}, { clock });
    await registerFixture(host, 'exits-in-get');
    for (const generation of [1, 2]) {
      expect(await failureOf(getThing(host))).toMatchObject({ code: 'PROVIDER_CRASHED', facts: { exitCode: 7 } });
      await host.event('crashed', 'raw', (event) => event.generation === generation);
    }
    expect(await host.event('backing-off', 'raw')).toMatchObject({ failures: 2, why: 'it exited with code 7 while it was loaded' });
    const served = listThings(host);
    await clock.advance('1ms');
    expect(await host.provider('raw')).toMatchObject({ state: 'unloaded', generation: 2, heldOff: { how: 'backing-off', failures: 2 } });
    await clock.advance('400ms');
    expect(await served).toEqual(['1']);
    expect(await host.provider('raw')).toMatchObject({ generation: 3, heldOff: null });
    expect(await failureOf(getThing(host))).toMatchObject({ code: 'PROVIDER_CRASHED' }); // It had answered: the next is the first in a row.
    expect(await listThings(host)).toEqual(['1']);
  });

  test('P8 P11 F-P15 where more than a second of a pause is left, a request fails at once and is told when to ask again', async () => {
    const clock = new TestClock();
    await using host = await startHost({ 'retry-delay': '10s' }, { clock });
    await registerFixture(host, 'exits-in-get');
    await failureOf(getThing(host));
    await failureOf(getThing(host));
    await host.event('backing-off', 'raw');
    const error = await failureOf(listThings(host));
    expect(error.code).toBe('PROVIDER_BACKING_OFF');
    expect(error.sentence).toMatch(/^Provider "raw" failed 2 times in a row and is not started again for \d+s\. The last failure: it exited with code 7 while it was loaded\. Its last words:\n {2}\| out of ideas$/);
    expect(error.facts).toMatchObject({ failures: 2, lastExit: { code: 7, signal: null }, lastLines: ['out of ideas'] });
    expect([error.facts.retryAfterMs! >= 7_500, error.facts.retryAfterMs! <= 12_500]).toEqual([true, true]);
    await clock.advance(error.facts.retryAfterMs!);
    expect(await listThings(host)).toEqual(['1']);
  });

  test('P8 P11 F-P15 is in quarantine after the fifth crash in a minute: calls fail at once, and the first after 30 s is the probe, for all that ask then', async () => {
    const clock = new TestClock();
    await using host = await startHost({}, { clock });
    await registerFixture(host, 'exits-in-get');
    await crash(host, clock, 5);
    expect(await host.event('quarantined', 'raw')).toMatchObject({ failures: 5, forMs: 30_000, why: 'it exited with code 7 while it was loaded' });
    const error = await failureOf(listThings(host));
    expect(error).toMatchObject({ code: 'PROVIDER_QUARANTINED', facts: { provider: 'raw', retryAfterMs: 30_000, failures: 5, lastExit: { code: 7, signal: null, cause: 'crashed' }, lastLines: ['out of ideas'] } });
    expect(error.remedy).toBe('Read its log: provost logs raw. When it is mended: provost reset raw.');
    expect(await host.provider('raw')).toMatchObject({ state: 'quarantined', pid: null, heldOff: { how: 'quarantined', failures: 5, retryInMs: 30_000 } });
    await clock.advance('29s');
    expect((await failureOf(listThings(host))).facts.retryAfterMs).toBe(1_000);
    await clock.advance('1s');
    expect(await Promise.all([listThings(host), listThings(host), listThings(host)])).toEqual([['1'], ['1'], ['1']]);
    expect(await host.event('probed', 'raw')).toMatchObject({ outcome: 'answered' });
    expect(await host.provider('raw')).toMatchObject({ state: 'idle', generation: 6, heldOff: null });
  });

  test('F-P15 is in quarantine for twice as long when the probe fails, and until it is reset', async () => {
    const clock = new TestClock();
    await using host = await startHost({}, { clock });
    await registerFixture(host, 'exits-in-get');
    await crash(host, clock, 5);
    await clock.advance('30s');
    expect((await failureOf(getThing(host))).code).toBe('PROVIDER_CRASHED');
    expect(await host.event('quarantined', 'raw', ({ forMs }) => forMs === 60_000)).toMatchObject({ failures: 6 });
    expect((await failureOf(listThings(host))).code).toBe('PROVIDER_QUARANTINED');
    expect(await host.door.request(ResetProvider, { name: 'raw' })).toMatchObject({ was: { how: 'quarantined', failures: 6 }, provider: { state: 'unloaded', heldOff: null } });
    expect(await listThings(host)).toEqual(['1']);
    expect(await host.door.request(ResetProvider, { name: 'raw' })).toMatchObject({ was: null, provider: { state: 'idle' } });
    expect(typesOf(await host.events()).filter((type) => type === 'reset')).toHaveLength(1);
  });

  test.each([
    ['F-P2 exits before hello', 'exits-before-hello', /exited with code 3 before it was ready/],
    ['F-P3 exits in initialize', 'exits-in-initialize', /exited with code 1 before it was ready/],
  ])('P8 F-P15 %s: a request loads it once, and a hundred requests make five starts, not a flood of events', async (_row, fixture, why) => {
    const clock = new TestClock();
    await using host = await startHost({ standby: '0' }, { clock });
    await registerFixture(host, fixture);
    for (let nth = 1; nth <= 5; nth++) {
      expect(await failureOf(getThing(host))).toMatchObject({ code: 'PROVIDER_LOAD_FAILED', facts: { provider: 'raw' } });
      await host.event('load-failed', 'raw', ({ generation }) => generation === nth);
      if (nth < 5) await clock.advance('2s');
    }
    for (let nth = 0; nth < 100; nth++) {
      const error = await failureOf(getThing(host));
      expect(error.code).toBe('PROVIDER_QUARANTINED');
      expect(error.sentence).toMatch(why);
    }
    const types = typesOf(await host.events());
    expect(types).toEqual(['registered', ...Array.from({ length: 5 }, (_, nth) => ['loading', 'load-failed', ...(nth === 0 ? [] : [nth === 4 ? 'quarantined' : 'backing-off'])]).flat()]);
  });

  test('F-P15 stays in quarantine across a restart of its host, for what is left of it', async () => {
    const state = await mkdtemp(join(tmpdir(), 'provost-quarantine-'));
    try {
      const clock = new TestClock();
      await using host = await startHost({ quarantine: '5m' }, { clock, state });
      await registerFixture(host, 'exits-in-get');
      await crash(host, clock, 5);
      await host.event('quarantined', 'raw');
      await host.host.stop();
      const next = new ProviderHost({ state, clock });
      await next.start();
      const door = next.door();
      const { providers: [view] } = await door.request(Providers, {});
      expect(view).toMatchObject({ state: 'quarantined', heldOff: { failures: 5, retryInMs: 300_000, why: 'it exited with code 7 while it was loaded' } });
      expect(await failureOf(door.request(Get, { path: 'root/raw:Thing.id="x"' }))).toMatchObject({ code: 'PROVIDER_QUARANTINED', facts: { lastLines: ['out of ideas'] } });
      await door.request(ResetProvider, { name: 'raw' });
      expect((await failureOf(door.request(Get, { path: 'root/raw:Thing.id="x"' }))).code).toBe('PROVIDER_CRASHED');
      const events: HostEvent[] = [];
      for await (const rows of door.stream(Events, {})) events.push(...(rows as HostEvent[]));
      const pid = events.findLast(({ type }) => type === 'crashed')?.pid;
      await next.stop();
      expect(await isGone(pid as number)).toBe(true);
    } finally {
      await rm(state, { recursive: true, force: true });
    }
  });
});

describe('a provider that cannot start', () => {
  test('F-P1 F-P15 whose file is gone: each request gets that error at once and nothing is tried; with the file back the next is served', async () => {
    await using host = await startHost({ standby: '0' });
    const folder = await packageOf(host);
    expect(await listThings(host)).toEqual(['1']);
    await host.host.door().request(ResetProvider, { name: 'raw' });
    const file = join(folder, 'program');
    await rename(file, `${file}-away`);
    const { pid } = await host.provider('raw');
    process.kill(pid as number, 'SIGKILL');
    await host.event('crashed', 'raw');
    const errors = [];
    for (let nth = 0; nth < 20; nth++) errors.push(await failureOf(listThings(host)));
    for (const error of errors) expect([error.code, error.sentence]).toEqual(['PROVIDER_LOAD_FAILED', errors[0]?.sentence]);
    expect(errors[0]?.sentence).toMatch(/program cannot be read \(ENOENT\)/);
    expect(typesOf(await host.events()).filter((type) => type === 'loading' || type === 'cannot-start' || type === 'quarantined')).toEqual(['loading', 'loading', 'cannot-start']);
    expect(await host.provider('raw')).toMatchObject({ state: 'unloaded', heldOff: { how: 'cannot-start', retryInMs: null } });
    await rename(`${file}-away`, file);
    expect(await listThings(host)).toEqual(['1']);
  });

  test('F-P15 whose files have changed: told at once each time, until it is registered again', async () => {
    await using host = await startHost({ standby: '0' });
    const folder = await packageOf(host);
    await writeFile(join(folder, 'more.txt'), 'changed');
    for (let nth = 0; nth < 7; nth++) expect((await failureOf(listThings(host))).code).toBe('PROVIDER_CHANGED');
    expect(typesOf(await host.events()).filter((type) => type === 'loading')).toHaveLength(1);
    await host.register(folder);
    expect(await listThings(host)).toEqual(['1']);
    expect(await readdir(folder)).toContain('more.txt');
  });

  test('P8 F-H34 F-C23 F-P15 that speaks another version: it is started once, and again only when it is reset', async () => {
    await using host = await startHost({ standby: '0', 'term-grace': '0s' });
    await registerFixture(host, 'wrong-version');
    for (let nth = 0; nth < 7; nth++) {
      const error = await failureOf(getThing(host));
      expect([error.code, error.facts['reason']]).toEqual(['PROVIDER_LOAD_FAILED', 'PROTOCOL_VERSION_UNSUPPORTED']);
      expect(error.sentence).toMatch(/^Provider "raw" \(pid \d+\) cannot be used: The host speaks protocol 1, and provider ".*" \(pid \d+\) speaks 7 to 9\.$/);
    }
    expect(await isGone((await host.event('load-failed', 'raw')).pid as number)).toBe(true);
    expect(await host.door.request(ResetProvider, { name: 'raw' })).toMatchObject({ was: { how: 'cannot-start' } });
    expect((await failureOf(getThing(host))).code).toBe('PROVIDER_LOAD_FAILED');
    await host.event('load-failed', 'raw', ({ generation }) => generation === 2);
    expect(typesOf(await host.events()).filter((type) => type === 'loading')).toHaveLength(2);
  });
});

/** A provider whose program is a link of its own to Node. */
async function packageOf(host: TestHost): Promise<string> {
  const folder = await mkdtemp(join(host.state, 'fixture-'));
  const fixture = fileURLToPath(new URL('../../providers/exits-in-get.js', import.meta.url));
  await symlink(process.execPath, join(folder, 'program'));
  await writeFile(join(folder, 'provost.json'), JSON.stringify({ command: ['./program', fixture] }));
  await host.register(folder);
  return folder;
}

test('P2 P11 an update that does not load is told as that, with the way back, and the former version serves again once it is registered', async () => {
  await using host = await startHost({ standby: '0' });
  const folder = await mkdtemp(join(host.state, 'fixture-'));
  const program = (fixture: string): Promise<void> => writeFile(join(folder, 'provost.json'), JSON.stringify({ command: [process.execPath, fileURLToPath(new URL(`../../providers/${fixture}.js`, import.meta.url))] }));
  await program('exits-in-get');
  await host.register(folder);
  expect(await listThings(host)).toEqual(['1']);
  const { pid } = await host.provider('raw');
  await program('exits-in-initialize');
  await host.register(folder);
  const error = await failureOf(listThings(host));
  expect([error.code, error.facts.exitCode]).toEqual(['PROVIDER_LOAD_FAILED', 1]);
  expect(error.sentence).toMatch(/exited with code 1 before it was ready[^]*\nIt has not been loaded since its registration was updated \(\S+\)\.$/);
  expect(error.remedy).toBe(`Read what it wrote: provost logs raw. Or put the former version back and register that: provost register ${folder} --name raw.`);
  expect(await host.event('unloaded', 'raw')).toMatchObject({ reason: 'update', pid });
  expect(await isGone(pid as number)).toBe(true);
  await program('exits-in-get');
  await host.register(folder);
  expect(await listThings(host)).toEqual(['1']);
});
