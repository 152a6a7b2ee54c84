import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatBytes, parseBytes } from '#src/index.js';

const READ: [string, number, string][] = [
  ['0', 0, '0B'],
  ['512', 512, '512B'],
  ['512B', 512, '512B'],
  ['64KiB', 65_536, '64KiB'],
  ['16MiB', 16_777_216, '16MiB'],
  ['16 mib', 16_777_216, '16MiB'],
  ['1.5GiB', 1_610_612_736, '1.5GiB'],
  ['2TiB', 2_199_023_255_552, '2TiB'],
  ['10MB', 10_000_000, '10000000B'],
  ['1kB', 1_000, '1000B'],
];

test.each(READ)('the size %s is read and shown', (text, bytes, shown) => {
  expect(parseBytes(text)).toBe(bytes);
  expect(formatBytes(bytes)).toBe(shown);
});

test.each(['', '-1', '1.5.2MiB', 'MiB', '5 apples', '1e9', '9000TiB', '9'.repeat(70)])('P11 the size "%s" is refused with the forms that are understood', (text) => {
  expect(() => parseBytes(text)).toThrow(expect.objectContaining({
    code: 'INVALID_PARAMETER',
    message: expect.stringContaining('is not a size between 0 and 8191 TiB.') as unknown,
    remedy: 'Write it as 512, 64KiB, 16MiB or 1.5GiB.',
  }));
});

test('a whole number of a unit is shown so that it is read again as the same', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 1_023 }), fc.constantFrom(0, 10, 20, 30, 40), (count, power) => {
    expect(parseBytes(formatBytes(count * 2 ** power))).toBe(count * 2 ** power);
  }));
});
