/** The whole way: an embedded host, its door, the wire, a provider written with the SDK, and back. */
import { ProviderHost } from '@provost/host';
import { Invoke } from '@provost/protocol';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A host with the bench's provider registered, not yet loaded. Besides `call` it gives what the other measures need. */
export async function open(settings = {}) {
  const state = mkdtempSync(join(tmpdir(), 'provost-bench-'));
  const host = new ProviderHost({ state, settings });
  await host.start();
  const file = fileURLToPath(new URL('../providers/echo.js', import.meta.url));
  await host.register({ path: file });
  const door = host.door();
  const invoke = async (method, given) => (await door.request(Invoke, { path: 'root/bench:Echo', method, arguments: given })).value;
  const close = async (how) => {
    await host.stop(how);
    rmSync(state, { recursive: true, force: true });
  };
  return { call: (n) => invoke('echo', { n }), host, file, door, state, invoke, close };
}
