import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { base64Of, bytesOfBase64 } from '#src/values/base64.js';

test('bytes are written as every other base64 writes them, and come back', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    expect([...bytesOfBase64(base64Of(bytes))]).toEqual([...bytes]);
  }));
});

test('bytes that are written in several pieces come back, whatever the length of the last', () => {
  for (const length of [8189, 8190, 8191, 16_380, 16_381, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 7) % 256);
    expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    expect(Buffer.compare(bytesOfBase64(base64Of(bytes)), bytes)).toBe(0);
  }
});

test('part of a larger buffer is written alone', () => {
  expect(base64Of(Buffer.from('abcdef').subarray(1, 3))).toBe('YmM=');
});

test.each(['', '=', '==', 'A', 'AAA', '===='])('of the text "%s", which no check lets pass, no byte is made up', (text) => {
  expect([...bytesOfBase64(text)].every((byte) => byte === 0)).toBe(true);
});
