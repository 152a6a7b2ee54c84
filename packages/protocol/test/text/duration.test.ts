import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LONGEST_DURATION_MS, formatDuration, formatInterval, parseDuration } from '#src/index.js';

const DAY_MS = 86_400_000;

/** A text, its milliseconds, and how it is written again. */
const READ: [string, number | 'never', string][] = [
  ['300ms', 300, '300ms'],
  ['30s', 30_000, '30s'],
  ['1.5s', 1_500, '1s500ms'],
  ['5m', 300_000, '5m'],
  ['2H', 7_200_000, '2h'],
  ['1d', DAY_MS, '1d'],
  ['1w', 7 * DAY_MS, '7d'],
  ['1h30m', 5_400_000, '1h30m'],
  ['90m', 5_400_000, '1h30m'],
  [' 30s ', 30_000, '30s'],
  ['0', 0, '0s'],
  ['0s', 0, '0s'],
  ['PT30S', 30_000, '30s'],
  ['pt0.25s', 250, '250ms'],
  ['P1DT2H', 26 * 3_600_000, '1d2h'],
  ['P2W', 14 * DAY_MS, '14d'],
  ['00000000000030.000000:000', 30_000, '30s'],
  ['00000001020304.500000:000', DAY_MS + 7_384_500, '1d2h3m4s500ms'],
  ['99999999d', LONGEST_DURATION_MS, '99999999d'],
  ['99999999000000.000000:000', LONGEST_DURATION_MS, '99999999d'],
  ['Never', 'never', 'never'],
];

describe('a duration', () => {
  test.each(READ)('%s is read and written', (text, ms, written) => {
    expect(parseDuration(text)).toBe(ms);
    expect(formatDuration(ms)).toBe(written);
  });

  test.each(['', '30', 's', '-5s', '5 s', '1s1h', '5s5s', '1e3s', 'P', 'PT', 'P1M', 'P1Y', '1d2', '00000000250000.000000:000', '00000000000030.000000:060', 'forever', `${'9'.repeat(65)}s`])('P11 "%s" is refused with the forms that are understood', (text) => {
    expect(() => parseDuration(text)).toThrow(expect.objectContaining({
      code: 'INVALID_PARAMETER',
      message: expect.stringContaining('is not a duration.') as unknown,
      remedy: 'Write it as 300ms, 30s, 5m, 2h, 1d, 1h30m, PT30S, a WMI interval such as 00000000000030.000000:000, or never.',
    }));
  });

  test.each(['100000000d', '99999999d1ms', 'P14285715W'])('P11 %s is longer than the longest', (text) => {
    expect(() => parseDuration(text)).toThrow(`INVALID_PARAMETER: "${text}" is longer than the longest duration, 99999999 days.`);
  });

  test.each([-1, NaN, Infinity, LONGEST_DURATION_MS + 1])('%p ms can be written in neither form', (ms) => {
    expect(() => formatDuration(ms)).toThrow('INVALID_PARAMETER');
    expect(() => formatInterval(ms)).toThrow('INVALID_PARAMETER');
  });

  test.each<[number | 'never', string]>([
    [30_000, '00000000000030.000000:000'], [300, '00000000000000.300000:000'], [0, '00000000000000.000000:000'], [93_784_005, '00000001020304.005000:000'],
    [LONGEST_DURATION_MS, '99999999000000.000000:000'], ['never', 'never'],
  ])('%p is written as the WMI interval %s, and read again', (ms, interval) => {
    expect(formatInterval(ms)).toBe(interval);
    expect(parseDuration(interval)).toBe(ms);
  });

  test('what is written, either way, is read again as the same', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: LONGEST_DURATION_MS }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
      expect(parseDuration(formatInterval(ms))).toBe(ms);
    }));
  });
});
