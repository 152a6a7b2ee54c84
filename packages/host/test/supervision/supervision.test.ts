import { beforeEach, describe, expect, test } from '@jest/globals';
import { ProviderError, type ExitView } from '@provost/protocol';
import type { QuarantineRecord } from '#src/repository/quarantines.js';
import { Supervision } from '#src/supervision/supervision.js';
import { MadeUpClock } from '../made-up-clock.js';

const RULES = { retryDelayMs: 250, retryWaitMs: 1_000, crashLimit: 5, crashWindowMs: 60_000, quarantineMs: 30_000, quarantineMaxMs: 600_000, healthyAfterMs: 10_000 };
const EXIT: ExitView = { code: 7, signal: null, cause: 'crashed', reason: null, pid: 4121, generation: 1, at: '1970-01-01T00:00:00.000Z', lastLines: ['out of ideas'] };

const LIFE = {};

let clock: MadeUpClock;
let told: [type: string, facts: Readonly<Record<string, unknown>>][];
let kept: Map<string, QuarantineRecord>;
let changes: number;
/** What a look at the files would find. */
let unable: ProviderError | undefined;
let looks: number;

beforeEach(() => {
  clock = new MadeUpClock();
  told = [];
  kept = new Map();
  changes = looks = 0;
  unable = undefined;
});

function supervise(): Supervision {
  return new Supervision({
    provider: 'disk', clock, random: () => 0.5, rules: () => RULES, stamp: () => '',
    kept: { get: (name) => kept.get(name), put: (name, record) => void kept.set(name, record), delete: (name) => void kept.delete(name) },
    stillUnable: () => {
      looks += 1;
      return Promise.resolve(unable);
    },
    tell: (type, facts) => told.push([type, facts]),
    changed: () => (changes += 1),
  });
}

/** It is loaded, and crashes; as often as that. */
function crash(supervision: Supervision, times = 1, exit = EXIT): void {
  for (let nth = 0; nth < times; nth++) {
    supervision.began();
    supervision.failed(LIFE, undefined);
    supervision.ended(LIFE, exit);
  }
}

describe('the supervision of one provider', () => {
  test('P8 says nothing of the first crash, tells of each pause, and names why', () => {
    const supervision = supervise();
    crash(supervision);
    expect([supervision.word, told]).toEqual(['yes', []]);
    crash(supervision);
    expect(told).toEqual([['backing-off', { failures: 2, why: 'it exited with code 7 while it was loaded', forMs: 250 }]]);
    expect(supervision.view()).toMatchObject({ how: 'backing-off', failures: 2, retryInMs: 250, probeAt: null });
  });

  test('lets those who wait for the end of a pause know, by one timer', () => {
    const supervision = supervise();
    crash(supervision, 2);
    supervision.asked();
    supervision.asked();
    expect([supervision.word, clock.armed]).toEqual(['later', 1]);
    clock.advance(249);
    expect(changes).toBe(0);
    clock.advance(1);
    expect([supervision.word, changes, clock.armed]).toEqual(['yes', 1, 0]);
  });

  test('P11 F-P15 refuses in quarantine with when the probe is, why, the last words and the remedy', () => {
    const supervision = supervise();
    crash(supervision, 5);
    supervision.asked();
    expect(supervision.word).toBe('no');
    clock.advance(3_000);
    const error = supervision.heldOff();
    expect(error.message).toBe('PROVIDER_QUARANTINED: Provider "disk" failed 5 times and is in quarantine since 1970-01-01T00:00:00.000Z: the first request after 1970-01-01T00:00:30.000Z (in 27s) tries it once more. '
      + 'The last failure: it exited with code 7 while it was loaded. Its last words:\n  | out of ideas');
    expect(error.remedy).toBe('Read its log: provost logs disk. When it is mended: provost reset disk.');
    expect(error.facts).toEqual({
      provider: 'disk', retryAfterMs: 27_000, failures: 5, since: '1970-01-01T00:00:00.000Z', probeAt: '1970-01-01T00:00:30.000Z', pid: 4121,
      lastExit: { code: 7, signal: null, cause: 'crashed', reason: null }, lastLines: ['out of ideas'],
    });
    expect(told.map(([type]) => type)).toEqual(['backing-off', 'backing-off', 'backing-off', 'quarantined']);
    expect(told.at(-1)?.[1]).toMatchObject({ failures: 5, forMs: 30_000, until: '1970-01-01T00:00:30.000Z' });
  });

  test('tells how a probe went', () => {
    const supervision = supervise();
    crash(supervision, 5);
    clock.advance(30_000);
    supervision.asked();
    expect(supervision.word).toBe('yes');
    crash(supervision);
    expect(told.slice(-2)).toMatchObject([['probed', { outcome: 'failed' }], ['quarantined', { failures: 6, forMs: 60_000 }]]);
    clock.advance(60_000);
    supervision.asked();
    supervision.began();
    supervision.answered(LIFE);
    expect([told.at(-1), supervision.view(), kept.size]).toEqual([['probed', { outcome: 'answered', failures: 6 }], null, 0]);
  });

  test('keeps a quarantine across hosts, with its rest, and believes no wall clock that has been set', () => {
    crash(supervise(), 5);
    clock.advance(10_000);
    const next = supervise();
    expect([next.word, next.heldOff().facts.retryAfterMs, next.heldOff().facts.lastLines]).toEqual(['no', 20_000, ['out of ideas']]);
    const record = kept.get('disk') as QuarantineRecord;
    kept.set('disk', { ...record, until: '2040-01-01T00:00:00.000Z' });
    expect(supervise().heldOff().facts.retryAfterMs).toBe(30_000);
  });

  test('forgets it all when it is reset, and says what there was', () => {
    const supervision = supervise();
    expect(supervision.reset()).toBeNull();
    crash(supervision, 5);
    expect(supervision.reset()).toMatchObject({ how: 'quarantined', failures: 5 });
    expect([supervision.word, supervision.view(), kept.size]).toEqual(['yes', null, 0]);
  });

  test('does not count a process that went with its keeper, nor a load that failed for want of the host', () => {
    const supervision = supervise();
    crash(supervision, 8, { ...EXIT, code: null });
    supervision.failed(LIFE, new ProviderError('KEEPER_LOST'));
    expect([supervision.word, told]).toEqual(['yes', []]);
  });
});

describe('a provider that cannot start', () => {
  const missing = new ProviderError('PROVIDER_LOAD_FAILED', { provider: 'disk', faults: ['/disk.js cannot be read (ENOENT)'] }, { message: 'Provider "disk" was not started: /disk.js cannot be read (ENOENT).' });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  test('F-P1 gives each request the same error after one look for all that ask at once, and tells it once', async () => {
    const supervision = supervise();
    supervision.failed(LIFE, missing);
    supervision.ended(LIFE, { ...EXIT, code: null, pid: 0, lastLines: [] });
    unable = missing;
    for (let round = 0; round < 3; round++) {
      for (let nth = 0; nth < 100; nth++) supervision.asked();
      expect(supervision.word).toBe('later');
      await settled();
      expect([supervision.word, supervision.heldOff()]).toEqual(['no', missing]);
    }
    expect([looks, changes]).toEqual([3, 3]);
    expect(told).toEqual([['cannot-start', { why: missing.sentence, code: 'PROVIDER_LOAD_FAILED' }]]);
  });

  test('is loaded by the next request once the cause is gone', async () => {
    const supervision = supervise();
    supervision.failed(LIFE, missing);
    supervision.asked();
    await settled();
    expect([supervision.word, supervision.view(), changes]).toEqual(['yes', null, 1]);
  });
});
