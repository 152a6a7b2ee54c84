import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { watch } from '../cli/support.js';

const TORTURE = fileURLToPath(new URL('../../../scripts/torture-deliveries.mjs', import.meta.url));

/** `npm run torture -- deliveries` delivers ten thousand and kills forty times. */
test('P8 P9 each event comes at least once to each permanent consumer that wants it, and first in its order, whoever is killed at moments drawn by chance', async () => {
  const seed = String(1 + Math.floor(Math.random() * 1_000_000));
  const { code, stdout, stderr } = await watch(spawn(process.execPath, [TORTURE, '--count', '2000', '--kills', '8', '--seed', seed])).ran;
  if (code !== 0) throw new Error(`seed ${seed} ended with ${code}:\n${stdout}${stderr}`);
  expect(stdout).toContain(`Passed, seed ${seed} (`);
  expect(stdout).toMatch(/^ +8 kills$/m);
}, 120_000);
