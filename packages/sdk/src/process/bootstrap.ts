/** The bootstrap descriptor: one line that says where the host is, and then a pipe whose end means that nobody waits for this process any more. */
import { Socket } from 'node:net';
import { ProviderError, type Bootstrap } from '@provost/protocol';

/** What the line says. Throws PROTOCOL_VIOLATED for one that is cut or no JSON. */
export function parseBootstrap(line: string): Bootstrap {
  if (!line.includes('\n')) throw unreadable('it closed before the line ended');
  try {
    return JSON.parse(line.slice(0, line.indexOf('\n'))) as Bootstrap;
  } catch {
    throw unreadable('its line is no JSON');
  }
}

/** Keeps the pipe open; settles when the other side closes it. Keeps no process alive. Never rejects. */
export function watchBirthPipe(descriptor: number): Promise<void> {
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false });
  pipe.on('error', () => { pipe.destroy(); });
  pipe.resume();
  pipe.unref();
  return new Promise((settle) => { pipe.once('close', () => { settle(); }); });
}

function unreadable(why: string): ProviderError {
  return new ProviderError('PROTOCOL_VIOLATED', {}, { message: `The bootstrap could not be read: ${why}.`, remedy: 'Let a host start this process; it is not started by hand.' });
}
