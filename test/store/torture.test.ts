import { expect, test } from '@jest/globals';
import { run } from '../examples/as-a-person.js';

test('P10 F-P6 F-P7 W-U19 twenty kills of a provider under load, some while it loads: the sum holds each time, each answered transfer is there once, and each has its receipt', async () => {
  const { code, out, err } = await run(process.execPath, ['scripts/torture-ledger.mjs', '--count', '20', '--seed', '7']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^ {6}20 kills$/m);
  expect(Number(/^ *(\d+) not answered at first$/m.exec(out)?.[1])).toBeGreaterThan(10);
  expect(out).toContain('The sum held each time, each answered transfer was there once, and each had its receipt');
}, 240_000);
