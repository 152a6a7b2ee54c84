import { expect, test } from '@jest/globals';
import { durationText, sizeText } from '#src/output/measures.js';
import { dueText, exitText } from '#src/output/provider-view.js';

test.each([[0, '0ms'], [350, '350ms'], [4_250, '4.2s'], [59_999, '59s'], [192_000, '3m12s'], [7_200_000, '2h'], [187_200_000, '2d4h']])('%i ms reads %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test.each([[512, '512B'], [1_536, '1.5KiB'], [88_080_384, '84MiB'], [1_288_490_189, '1.2GiB']])('%i bytes read %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test('the window in which an idle provider goes is shown, and "now" when it is due; of one in quarantine, when it is tried again', () => {
  expect(dueText({ dueInMs: { min: 12_000, max: 42_000 } })).toBe('12s..42s');
  expect(dueText({ dueInMs: { min: -5, max: 0 } })).toBe('now');
  expect(dueText({ dueInMs: null })).toBe('-');
  const heldOff = { how: 'quarantined', why: 'it exited with code 7 while it was loaded', since: '', failures: 5, retryInMs: 27_000, probeAt: null } as const;
  expect(dueText({ dueInMs: null, heldOff })).toBe('probe in 27s');
  expect(dueText({ dueInMs: null, heldOff: { ...heldOff, retryInMs: 0 } })).toBe('probe');
});

test.each([
  ['released', 'idle', 0, null, 'released (idle)'],
  ['killed', 'operator', null, 'SIGKILL', 'killed (operator, SIGKILL)'],
  ['crashed', null, 3, null, 'crashed (exit code 3)'],
] as const)('an exit that was %s for %s reads as such', (cause, reason, code, signal, text) => {
  expect(exitText({ cause, reason, code, signal, pid: 1, generation: 1, at: '', lastLines: [] })).toBe(text);
});
