import { expect, test } from '@jest/globals';
import { fitting, roomFor } from '#src/activation/standby/room.js';

const MIB = 1024 * 1024;

test('standbys may have what the operator says, and nothing where the machine is short of memory', () => {
  expect(roomFor(128 * MIB, { totalBytes: 24_000 * MIB, availableBytes: 256 * MIB })).toBe(128 * MIB);
  expect(roomFor(128 * MIB, { totalBytes: 24_000 * MIB, availableBytes: 255 * MIB })).toBe(0);
  expect(roomFor(128 * MIB, { totalBytes: 1_000 * MIB, availableBytes: 50 * MIB })).toBe(128 * MIB);
  expect(roomFor(128 * MIB, { totalBytes: 1_000 * MIB, availableBytes: 49 * MIB })).toBe(0);
  expect(roomFor(0, { totalBytes: 1_000 * MIB, availableBytes: Infinity })).toBe(0);
});

test('those fit that come before the first that is too much', () => {
  expect([fitting([10, 10], 20), fitting([10, 11], 20), fitting([21, 1], 20), fitting([], 0), fitting([1], 0)]).toEqual([2, 1, 0, 0, 0]);
});
