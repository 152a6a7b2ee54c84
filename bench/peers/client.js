/** The whole way with two hops: a client, a host in a process of its own, a provider written with the SDK, and back. */
import { connect } from '@provost/client';
import { SetSetting } from '@provost/protocol';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const there = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Starts the host as an operator does, and dials it. Besides `call` it gives what the other measures need. */
export async function open(settings = {}) {
  const state = mkdtempSync(join(tmpdir(), 'provost-bench-'));
  const host = spawn(process.execPath, [there('../../packages/cli/bin/provost.js'), 'up', '--state', state], { stdio: ['ignore', 'ignore', 'pipe'] });
  await once(host.stderr, 'data'); // It says that it is up.
  host.stderr.resume();
  const first = await connect({ state });
  for (const [key, value] of Object.entries(settings)) await first.request(SetSetting, { key, value });
  await first.close();
  const client = await connect({ state }); // Some settings hold for connections that are made after.
  await client.register({ path: there('../providers/echo.js') });
  const close = async (how) => {
    await client.stop(how);
    await client.close();
    if (host.exitCode === null && host.signalCode === null) await once(host, 'exit');
    rmSync(state, { recursive: true, force: true });
  };
  return { call: (n) => client.invoke('root/bench:Echo', 'echo', { n }), client, state, hostPid: host.pid, close };
}
