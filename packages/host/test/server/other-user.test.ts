import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Status } from '@provost/protocol';
import { programPath, start } from './support/child.js';
import { RawClient } from './support/raw-client.js';
import { runningServer, STATUS } from './support/running-server.js';

const isRoot = process.geteuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };

test(isRoot ? 'F-C16 another user cannot reach the socket' : 'F-C16 not shown here: only root can act as another user', async () => {
  if (!isRoot) return;
  await using running = await runningServer();
  // Where the repository is may be closed to that user; the program goes where it can read it.
  const open = mkdtempSync(join(tmpdir(), 'provost-open-'));
  chmodSync(open, 0o755);
  const program = join(open, 'dials.mjs');
  copyFileSync(programPath('dials'), program);
  expect(await start(process.execPath, [program, running.socket], nobody).line()).toEqual({ outcome: 'EACCES' });
  expect(await start(process.execPath, [program, running.socket]).line()).toEqual({ outcome: 'connected' });
  rmSync(open, { recursive: true });
  const client = await RawClient.greeted(running.socket);
  expect((await client.ask(Status.method, {})).result).toEqual(STATUS);
  client.close();
});
