import { describe, expect, test } from '@jest/globals';
import { List, Load } from '@provost/protocol';
import { endOf, failureOf, getThing, listThings, registerFixture } from '../support/providers.js';
import { startHost } from '../support/start-host.js';

/** A provider that breaks the framing is ended, its callers are told that and why, and the next request gets a fresh process. */
const BROKEN_FRAMES: [row: string, fixture: string, told: RegExp][] = [
  ['F-P35 a header without a length', 'no-content-length', /header/],
  ['F-P35 a header that ends in line feeds only', 'line-feeds-only', /header/i],
  ['F-P36 a negative length', 'negative-length', /Content-Length/],
  ['F-P36 a length of nothing', 'zero-length', /Content-Length/],
  ['F-P36 a length with an exponent', 'exponent-length', /Content-Length/],
  ['F-P36 a length that ends in letters', 'lettered-length', /Content-Length/],
  ['F-P36 two lengths', 'two-lengths', /Content-Length/],
  ['F-P37 a length beyond the limit', 'endless-length', /99999999999|16777216|16 ?MiB|length/i],
  ['F-P39 a header that never ends', 'header-flood', /header/i],
  ['F-P40 a body that is not JSON', 'not-json', /JSON/],
  ['F-P40 a body that is not UTF-8', 'bad-utf8', /UTF-8/],
  ['F-P40 null for a message', 'null-message', /object|message/],
  ['F-P40 a number for a message', 'number-message', /object|message/],
  ['F-P40 a batch', 'batch-array', /object|batch|array/],
  ['F-P40 a message without its version', 'no-version', /jsonrpc|2\.0/],
  ['F-P41 10,000 arrays in one another', 'deep-nesting', /64|deep|nest/],
  ['F-P42 5,000 unknown notifications', 'unknown-notifications', /unknown|notification/],
  ['F-P43 an answer to a request that nobody made', 'unknown-id', /4242/],
  ['F-P45 an answer whose id is of the wrong type', 'id-of-wrong-type', /id/],
];

describe('a provider that breaks the framing', () => {
  test.each(BROKEN_FRAMES)('P8 %s ends it, tells its caller, and harms no other', async (_row, fixture, told) => {
    await using host = await startHost();
    await registerFixture(host, fixture);

    const error = await failureOf(getThing(host));
    expect(error.code).toBe('PROVIDER_MISBEHAVED');
    expect(error.sentence).toMatch(told);
    expect(error.facts).toMatchObject({ provider: 'raw', mayHaveRun: true });

    const end = await endOf(host);
    expect(end).toMatchObject({ type: 'unloaded', reason: 'misbehaved', cause: 'killed', pid: error.facts.pid, survivors: [] });
    expect(await listThings(host)).toEqual(['1']);
    expect((await host.provider('raw')).pid).not.toBe(error.facts.pid);
  });
});

describe('a provider that is only odd', () => {
  test('F-P42 is told that the host does not know a method, and is served on', async () => {
    await using host = await startHost();
    await registerFixture(host, 'asks-unknown-method');
    expect(await getThing(host)).toBe('-32601');
    expect(await listThings(host)).toEqual(['1']);
    expect((await host.provider('raw')).generation).toBe(1);
  });

  test('F-P44 that answers twice is heard once, the first time', async () => {
    await using host = await startHost();
    await registerFixture(host, 'answers-twice');
    expect(await getThing(host)).toBe('first');
    expect(await listThings(host)).toEqual(['1']);
  });

  test('F-P17 F-P46 that hangs in one call and answers after the cancel is not heard, and is told of the cancel once', async () => {
    await using host = await startHost();
    await registerFixture(host, 'answers-after-cancel');
    await listThings(host); // It is loaded, so that all of the time is the provider's.
    const error = await failureOf(getThing(host, 'slow', 50));
    expect(error.code).toBe('OPERATION_TIMED_OUT');
    expect(error.facts).toMatchObject({ provider: 'raw', mayHaveRun: true, timeoutMs: 50 });
    expect(await getThing(host, 'count')).toBe('1');
    expect((await host.provider('raw')).generation).toBe(1);
  });

  test('F-P47 that talks after it has released is ended, and the unload counts', async () => {
    await using host = await startHost({ 'clear-after.object': '0s', 'release-timeout': '300ms', 'term-grace': '0s' });
    await registerFixture(host, 'talks-after-release');
    expect(await getThing(host)).toBe('raw');
    const end = await host.event('unloaded', 'raw');
    expect(end).toMatchObject({ reason: 'idle', cause: 'killed', survivors: [] });
    expect(await getThing(host)).toBe('raw');
  });

  test('F-P48 that sends 200,000 notifications at once is heard out, and others are served meanwhile', async () => {
    await using host = await startHost();
    await registerFixture(host, 'notification-flood');
    const flooded = getThing(host);
    const [text, ids] = await Promise.all([flooded, listThings(host)]);
    expect([text, ids]).toEqual(['at last', ['1']]);
  });

  test('F-P51 that returns what is no instance of its class is told of, and stays', async () => {
    await using host = await startHost();
    await registerFixture(host, 'wrong-class');
    const error = await failureOf(getThing(host));
    expect(error.code).toBe('INVALID_RESULT');
    expect(error.sentence).toMatch(/root\/raw:Thing/);
    expect(error.facts['faults']).toHaveLength(2);
    expect(await listThings(host)).toEqual(['1']);
  });

  test('that takes no heed of a limit is cut short, and the reader gets what it asked for', async () => {
    await using host = await startHost();
    await registerFixture(host, 'lists-without-end');
    const ids: string[] = [];
    for await (const rows of host.door.stream(List, { class: 'Thing', query: { limit: 5 } })) ids.push(...rows.map(({ id }) => String(id)));
    expect(ids).toEqual(['0', '1', '2', '3', '4']);
    expect(await getThing(host)).toBe('raw');
  });

  test('F-P50 that sends more rows than it was granted is ended', async () => {
    await using host = await startHost();
    await registerFixture(host, 'overdraws-credit');
    const error = await failureOf(listThings(host));
    expect(error).toMatchObject({ code: 'PROVIDER_MISBEHAVED', facts: { provider: 'raw', credit: 3 } });
    expect(await endOf(host)).toMatchObject({ reason: 'misbehaved', cause: 'killed', survivors: [] });
    expect(await getThing(host)).toBe('raw');
  });

  test('I9 that prints what looks like a frame harms nothing: its output is its author\'s', async () => {
    await using host = await startHost();
    await registerFixture(host, 'prints-to-stdout');
    expect(await getThing(host)).toBe('unharmed');
  });

  test('F-P49 that reads nothing more costs its callers their time, and no other anything', async () => {
    await using host = await startHost({ 'term-grace': '0s' });
    await registerFixture(host, 'stops-reading');
    await host.door.request(Load, { name: 'raw' }); // The time of its callers is not to be spent on its start.
    const errors = await Promise.all(Array.from({ length: 40 }, (_, n) => failureOf(getThing(host, `${n}${'y'.repeat(16_000)}`, 200))));
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['OPERATION_TIMED_OUT']));
    // What it was asked for it may still be doing, for all that anybody knows.
    expect((await host.provider('raw')).state).toBe('busy');
  });
});
