import { expect, test } from '@jest/globals';
import { LONGEST_DURATION_MS } from '@provost/protocol';
import { clearAfterView, readClearAfter } from '#src/cache/clear-after-text.js';

test.each([
  ['30s', 30_000], ['300ms', 300], ['PT30S', 30_000], ['00000000000030.000000:000', 30_000], ['0', 0], ['never', Infinity], ['Never', Infinity], ['99999999d', LONGEST_DURATION_MS],
])('%s is read as a ClearAfter', (text, ms) => {
  expect(readClearAfter(text, 'the kind object')).toBe(ms);
});

test.each(['', '30', '-1s', 'default', '100000000d', '99999999000001.000000', '00000000000030.000000:060', 'soon'])('P11 "%s" is refused as a ClearAfter, naming what is allowed', (text) => {
  expect(() => readClearAfter(text, 'the kind object')).toThrow(expect.objectContaining({
    code: 'INVALID_PARAMETER',
    sentence: `The ClearAfter of the kind object must be a duration from 0 to 99999999 days, or never; "${text}" is not.`,
    remedy: 'Write it as 30s, 300ms, 5m, PT30S, a WMI interval such as 00000000000030.000000:000, 0 (unloaded at the end of the last use) or never.',
    facts: { given: text, min: 0, max: LONGEST_DURATION_MS },
  }));
});

test('a ClearAfter is shown as people write it, as WMI does, and as a number; never is a word in all three', () => {
  expect(clearAfterView(90_000)).toEqual({ clearAfter: '1m30s', interval: '00000000000130.000000:000', clearAfterMs: 90_000 });
  expect(clearAfterView(0)).toEqual({ clearAfter: '0s', interval: '00000000000000.000000:000', clearAfterMs: 0 });
  expect(clearAfterView(Infinity)).toEqual({ clearAfter: 'never', interval: 'never', clearAfterMs: 'never' });
});
