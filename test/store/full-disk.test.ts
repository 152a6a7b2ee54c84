import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../examples/as-a-person.js';

const PROGRAM = join(ROOT, 'test/store/providers/fills-the-disk.mjs');
const mayMount = spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0;

test(mayMount ? 'F-P34 P10 a provider that fills its disk is told so by each write, with nothing half done; it reads on, and writes again once there is room' : 'F-P34 is not shown here, since nothing can be mounted', () => {
  if (!mayMount) return;
  const mounted = mkdtempSync(join(tmpdir(), 'provost-full-'));
  const testing = pathToFileURL(join(ROOT, 'packages/testing/dist/index.js')).href;
  const sdk = pathToFileURL(join(ROOT, 'packages/sdk/bundle/index.js')).href;
  const script = `mount -t tmpfs -o size=4m none ${mounted} && exec "$0" "$@"`;
  const { status, signal, stdout } = spawnSync('unshare', ['--mount', 'sh', '-c', script, process.execPath, PROGRAM, mounted, testing, sdk], { encoding: 'utf8' });
  rmSync(mounted, { recursive: true, force: true });
  expect([status, signal]).toEqual([0, null]);
  const told = JSON.parse(stdout) as Record<string, unknown>;
  expect(told['failure']).toMatchObject({
    name: 'STORE_FAILED', provider: 'filler', systemCode: 'ENOSPC', path: `${mounted}/data/store/store.mdb`,
    message: expect.stringContaining('could not be written: ') as unknown,
  });
  expect(told).toMatchObject({ pairsAreWhole: true, readsOn: true, refusedStep: 'STORE_FAILED', receipts: 0, afterRoom: true, nextLife: true });
});
