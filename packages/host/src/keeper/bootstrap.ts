/** Reads what a started process finds on its bootstrap descriptor. What it does with it is left to the process. */
import { readSync } from 'node:fs';
import { BOOTSTRAP_FD_VARIABLE, ProviderError, type Bootstrap } from '@provost/protocol';

/** The longest bootstrap line. */
const BOOTSTRAP_BYTES = 64 * 1024;

/** The one line of the bootstrap descriptor; blocks until it is there. Throws INVALID_PARAMETER for what is no bootstrap. */
export function readBootstrap(environment: Readonly<Record<string, string | undefined>>): Bootstrap {
  const descriptor = Number(environment[BOOTSTRAP_FD_VARIABLE]);
  if (!Number.isInteger(descriptor) || descriptor < 3) {
    throw new ProviderError('INVALID_PARAMETER', {}, {
      message: `This program is started by a host, which names its bootstrap descriptor in ${BOOTSTRAP_FD_VARIABLE}; that is not set.`,
      remedy: 'Start a host: provost up.',
    });
  }
  return parseBootstrap(readLine(descriptor));
}

function readLine(descriptor: number): string {
  const bytes = Buffer.alloc(BOOTSTRAP_BYTES);
  let length = 0;
  while (length < bytes.length) {
    const count = readSync(descriptor, bytes, length, bytes.length - length, null);
    length += count;
    const end = bytes.indexOf('\n');
    if (end >= 0) return bytes.toString('utf8', 0, end);
    if (count === 0) break;
  }
  return '';
}

function parseBootstrap(line: string): Bootstrap {
  try {
    const read = JSON.parse(line) as Partial<Bootstrap> | null;
    const { id, secret } = read?.activation ?? {};
    if (typeof read?.socket === 'string' && typeof id === 'string' && typeof secret === 'string') return { socket: read.socket, activation: { id, secret } };
  } catch {
    // Told below, like every other line that is not a bootstrap.
  }
  throw new ProviderError('INVALID_PARAMETER', {}, { message: 'The bootstrap descriptor holds no bootstrap.', remedy: 'Start a host: provost up.' });
}
