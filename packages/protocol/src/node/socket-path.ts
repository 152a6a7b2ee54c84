/** Where the socket of a host is, found from its state directory alone, so that host, providers and clients agree whatever their environment. */
import { join, resolve } from 'node:path';

/** The system's limit is 107; some room is left for those who bind a temporary name beside it. */
const LONGEST_PATH_BYTES = 100;

/** `<state>/host.sock`, or a short path in /tmp made of the user and a hash of the state directory where that one is too long for a socket. */
export function socketPathOf(stateDirectory: string): string {
  const state = resolve(stateDirectory);
  const beside = join(state, 'host.sock');
  if (Buffer.byteLength(beside) <= LONGEST_PATH_BYTES) return beside;
  // Loading it takes longer than all else here, and few paths are that long.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const name = createHash('sha256').update(state).digest('hex').slice(0, 24);
  return join(`/tmp/provost-${process.getuid?.() ?? 0}`, `${name}.sock`);
}
