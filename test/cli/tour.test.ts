import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BIN, watch } from './support.js';

const TOUR = fileURLToPath(new URL('../../../scripts/tour.mjs', import.meta.url));

test('the tour ends well, leaves nothing behind, and says how a copied command reaches its host', async () => {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  const tour = watch(spawn(process.execPath, [TOUR], { env: environment }));
  const told = await tour.until(/^The host is up on/m);
  const state = /^\$ export PROVOST_STATE=(\S+)$/m.exec(told)?.[1] ?? '';
  const status = await watch(spawn(process.execPath, [BIN, 'status', '-o', 'json'], { env: { ...environment, PROVOST_STATE: state } })).ran;
  expect(JSON.parse(status.stdout)).toMatchObject({ state, stopping: false });
  const { code, stderr } = await tour.ran;
  expect(code).toBe(0);
  expect(stderr).not.toContain('error:');
  expect(existsSync(state)).toBe(false);
});
