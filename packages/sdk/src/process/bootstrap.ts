/** The bootstrap descriptor: one line that says where the host is, and then a pipe whose end means that nobody waits for this process any more. */
import { Socket } from 'node:net';
import { BOOTSTRAP_FD_VARIABLE, ProviderError, type Bootstrap } from '@provost/protocol';

/** More than any bootstrap is; a line that does not end is not gathered for ever. */
const LONGEST_LINE_BYTES = 64 * 1024;

export interface BirthPipe {
  readonly bootstrap: Bootstrap;
  /** Settles when the other side closes it. Never rejects. */
  readonly closed: Promise<void>;
  /** Watches it no more. Called once the process is initialized and has a life of its own. */
  forget(): void;
}

/** Reads the bootstrap and keeps the pipe open. The variable that names it is taken out of the environment: it is no affair of processes that the author starts. */
export function readBootstrap(environment: NodeJS.ProcessEnv): Promise<BirthPipe> {
  const descriptor = Number(environment[BOOTSTRAP_FD_VARIABLE]);
  delete environment[BOOTSTRAP_FD_VARIABLE];
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false });
  return new Promise((resolve, reject) => {
    let text = '';
    pipe.setEncoding('utf8');
    pipe.on('error', () => { pipe.destroy(); });
    const closed = new Promise<void>((settle) => pipe.once('close', () => { settle(); }));
    void closed.then(() => { reject(unreadable('it closed before the line ended')); });
    pipe.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0 && text.length < LONGEST_LINE_BYTES) return;
      pipe.removeAllListeners('data').resume();
      try {
        resolve({ bootstrap: JSON.parse(text.slice(0, end)) as Bootstrap, closed, forget: () => { pipe.destroy(); } });
      } catch {
        reject(unreadable('its line is no JSON'));
      }
    });
  });
}

function unreadable(why: string): ProviderError {
  return new ProviderError('PROTOCOL_VIOLATED', {}, { message: `The bootstrap could not be read: ${why}.`, remedy: 'Let a host start this process; it is not started by hand.' });
}
