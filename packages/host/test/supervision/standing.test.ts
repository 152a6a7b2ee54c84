import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GOOD_STANDING, mayLoad, restOf, standingAfter, type Standing, type StandingEvent, type SupervisionRules } from '#src/supervision/standing.js';

/** The defaults of the settings. */
const RULES: SupervisionRules = {
  retryDelayMs: 250, retryWaitMs: 1_000, crashLimit: 5, crashWindowMs: 60_000, quarantineMs: 30_000, quarantineMaxMs: 600_000, healthyAfterMs: 10_000,
};
/** Not counted towards a quarantine. */
const NO_LIMIT: SupervisionRules = { ...RULES, crashLimit: 1_000 };

const FAILED: StandingEvent = { name: 'failed', answeredMs: undefined, random: 0.5 };

/** How it stands after all of that, each at its time. */
function after(events: readonly (readonly [atMs: number, event: StandingEvent])[], rules = RULES): Standing {
  return events.reduce((standing, [atMs, event]) => standingAfter(standing, event, atMs, rules), GOOD_STANDING);
}

/** So many failures, one each second from `fromMs` on. */
function failures(count: number, fromMs = 0): (readonly [number, StandingEvent])[] {
  return Array.from({ length: count }, (_, nth) => [fromMs + nth * 1_000, FAILED] as const);
}

describe('a provider that fails', () => {
  test.each([[1, 0], [2, 250], [3, 500], [4, 1_000], [5, 2_000], [8, 16_000], [9, 30_000], [60, 30_000]])('P8 F-P15 is loaded again after failure %i in a row in %i ms, were it not for the jitter', (count, pauseMs) => {
    const standing = after(failures(count), NO_LIMIT);
    expect(restOf(standing, (count - 1) * 1_000)).toBe(pauseMs);
  });

  test('F-P15 is kept back for up to a quarter less or more than that', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
      const rest = restOf(after([[0, FAILED], [0, { name: 'failed', answeredMs: undefined, random }]]), 0);
      return rest >= 187 && rest <= 313;
    }));
    expect([0, 1].map((random) => restOf(after([[0, FAILED], [0, { name: 'failed', answeredMs: undefined, random }]]), 0))).toEqual([188, 313]);
  });

  test('P8 lets a request wait for the last second of a pause, and no longer', () => {
    const standing = after(failures(7), NO_LIMIT); // 8 s from 6 s on.
    expect([6_000, 12_999, 13_000, 13_999, 14_000].map((atMs) => mayLoad(standing, atMs, RULES))).toEqual(['no', 'no', 'later', 'later', 'yes']);
  });

  test('P8 stands well again once a life has answered a request: the next failure is the first in a row', () => {
    const standing = after([...failures(3), [3_000, { name: 'load-began' }], [3_100, { name: 'answered' }], [3_200, FAILED]]);
    expect([mayLoad(standing, 3_200, RULES), standing.inRow, standing.failures.length]).toEqual(['yes', 1, 4]);
  });
});

describe('a quarantine', () => {
  const five = failures(5);

  test('F-P15 begins with the fifth failure in 60 s, lasts 30 s, and its first request is the probe', () => {
    const standing = after(five);
    expect(standing.phase).toEqual({ name: 'quarantined', sinceMs: 4_000, untilMs: 34_000, forMs: 30_000, failures: 5 });
    expect([4_000, 33_999, 34_000].map((atMs) => mayLoad(standing, atMs, RULES))).toEqual(['no', 'no', 'yes']);
    expect(standingAfter(standing, { name: 'load-began' }, 40_000, RULES).phase.name).toBe('probing');
  });

  test('does not begin where five failures lie further apart than 60 s', () => {
    const apart = [0, 15_001, 30_001, 45_001, 60_001].map((atMs) => [atMs, FAILED] as const);
    expect(after(apart).phase.name).toBe('backing-off');
    expect(after(apart.map(([atMs], nth) => [nth === 4 ? 59_999 : atMs, FAILED])).phase.name).toBe('quarantined');
  });

  test('F-P15 is twice as long after each probe that fails, at most 10 minutes', () => {
    let standing = after(five);
    const lengths: number[] = [];
    for (let nth = 0; nth < 7; nth++) {
      const { phase } = standing;
      if (phase.name !== 'quarantined') break;
      lengths.push(phase.forMs);
      standing = standingAfter(standingAfter(standing, { name: 'load-began' }, phase.untilMs, RULES), FAILED, phase.untilMs + 10, RULES);
    }
    expect(lengths).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  });

  test('ends with a probe that answers a request; failures after that lead to one that is longer, unless it was healthy in between', () => {
    const ended = after([...five, [34_000, { name: 'load-began' }], [34_100, { name: 'answered' }]]);
    expect([ended.phase.name, ended.failures, ended.inRow]).toEqual(['free', [], 0]);
    const again = failures(5, 35_000).reduce((standing, [atMs, event]) => standingAfter(standing, event, atMs, RULES), ended);
    expect(again.phase).toMatchObject({ name: 'quarantined', forMs: 60_000 });
    const healthy = [[44_100, { name: 'failed', answeredMs: 34_100, random: 0.5 }] as const, ...failures(4, 45_000)].reduce((standing, [atMs, event]) => standingAfter(standing, event, atMs, RULES), ended);
    expect(healthy.phase).toMatchObject({ name: 'quarantined', forMs: 30_000 });
  });

  test.each([[9_999, 5], [10_000, 1]])('forgets what was before a life that served for %i ms after its first answer, or does not: %i failures count', (servedMs, count) => {
    const standing = after([...failures(4), [5_000, { name: 'answered' }], [5_000 + servedMs, { name: 'failed', answeredMs: 5_000, random: 0.5 }]]);
    expect(standing.failures).toHaveLength(count);
  });

  test.each<StandingEvent>([{ name: 'reset' }, { name: 'went-in-order' }])('is over and forgotten by $name', (event) => {
    expect(standingAfter(after(five), event, 5_000, RULES)).toBe(GOOD_STANDING);
  });
});

test('a provider that cannot start is never tried by time alone, however it stood, and loads again when that is put right', () => {
  const standing = after([...failures(3), [3_000, { name: 'cannot-start' }]]);
  expect([3_000, 10_000_000].map((atMs) => mayLoad(standing, atMs, RULES))).toEqual(['no', 'no']);
  expect(standingAfter(standing, FAILED, 4_000, RULES)).toBe(standing);
  expect(standingAfter(standing, { name: 'reset' }, 5_000, RULES)).toBe(GOOD_STANDING);
});
