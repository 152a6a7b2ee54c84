import { expect, test } from '@jest/globals';
import { paintFor, wantsColour } from '#src/output/paint.js';

// FORCE_COLOR decides, then NO_COLOR, then whether it is a terminal that has colours.
test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  [true, { TERM: 'dumb' }, false],
])('with a terminal %s and %j, colours are wanted: %s', (isTTY, environment, wanted) => {
  expect(wantsColour({ isTTY }, environment)).toBe(wanted);
});

test('without colours text is left as it is', () => {
  expect(paintFor(false).bad('x')).toBe('x');
  expect(paintFor(true).bad('x')).toBe('\u001b[31mx\u001b[39m');
});
