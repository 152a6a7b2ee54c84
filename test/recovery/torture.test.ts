import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { watch } from '../cli/support.js';

const TORTURE = fileURLToPath(new URL('../../../scripts/torture-host.mjs', import.meta.url));

/** `npm run torture -- host` makes a thousand of them. */
test('P9 P2 P6 P8 hosts under load that are killed at moments drawn by chance, and keepers with them, lose nothing that was acknowledged, do nothing twice and leave nobody behind', async () => {
  const seed = String(1 + Math.floor(Math.random() * 1_000_000));
  const { code, stdout, stderr } = await watch(spawn(process.execPath, [TORTURE, '--count', '15', '--seed', seed])).ran;
  if (code !== 0) throw new Error(`seed ${seed} ended with ${code}:\n${stdout}${stderr}`);
  expect(stdout).toContain(`Passed, seed ${seed}: 0 violations.`);
  expect(stdout).toMatch(/1[5-9] hosts killed of/);
}, 120_000);
