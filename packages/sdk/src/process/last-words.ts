/** What this process says as it ends: whole, and the last that it says, whatever it was writing at that moment. */
import { writeSync } from 'node:fs';

const STDERR = 2;
/** Whoever reads has so long to make room; the end of a process does not wait for ever. */
const WAIT_MS = 1_000;
const LOOK_MS = 2;

/**
 * Writes a text and a line break to stderr before it returns. What is queued there and in stdout is lost at the exit, and may have been cut
 * off in the middle of a line: then the text begins on a new one. Throws what the system says when nobody can read it.
 */
export function sayLastWords(text: string): void {
  const isWriting = process.stderr.writableLength > 0;
  const bytes = Buffer.from(`${isWriting ? '\n' : ''}${text}\n`);
  const untilMs = performance.now() + WAIT_MS;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(STDERR, bytes, at);
    } catch (error) {
      // A pipe that is full for the moment: Node writes to it without waiting, and so has made it one that does not wait.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || performance.now() > untilMs) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
    }
  }
}
