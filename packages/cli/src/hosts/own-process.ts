/** What a process sees to that is a host and nothing else. A host that is embedded leaves all of this to its application. */
import { writeSync } from 'node:fs';
import { inspect } from 'node:util';

/** The exit code of a host that cannot vouch for its own state any more. */
const HOST_FAILED = 70;
const STDERR = 2;

/**
 * From now on a fault that nobody caught is written to stderr and ends the process, because what it left half done is not known; providers and
 * keeper outlive it, and the next start finds the repository whole. SIGUSR1 opens no debugger. To be called once, before the host starts.
 */
export function ownProcess(): void {
  process.on('uncaughtException', (thrown) => { end('An exception that nobody caught', thrown); });
  process.on('unhandledRejection', (thrown) => { end('A rejection that nobody caught', thrown); });
  process.on('SIGUSR1', () => { write('SIGUSR1 is ignored: it would open a debugger to everyone of the same user.'); });
}

function end(what: string, thrown: unknown): void {
  write(`${what} ended the host (pid ${process.pid}). This is a fault of Provost itself; its providers live on, and the next host takes over: provost up\n${inspect(thrown, { colors: false })}`);
  process.exit(HOST_FAILED);
}

function write(text: string): void {
  try {
    writeSync(STDERR, `${text}\n`);
  } catch {
    // Nobody listens any more; the exit code says it too.
  }
}
