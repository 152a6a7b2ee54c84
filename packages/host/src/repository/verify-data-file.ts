/** Reads a data file from end to end in a process of its own, because LMDB may be ended by a signal (SIGBUS, SIGSEGV) where a page is damaged or missing. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const VERIFY_TIMEOUT_MS = 60_000;

/** What is wrong with the data file, as the end of a sentence, or undefined when every record of it could be read. Opens the file for writing: give it a copy. Never rejects. */
export function faultOfDataFile(path: string): Promise<string | undefined> {
  const program = fileURLToPath(new URL('./verify-program.js', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [program, path], { timeout: VERIFY_TIMEOUT_MS, killSignal: 'SIGKILL', env: {} }, (error, stdout, stderr) => {
      if (error === null) resolve(undefined);
      else if (error.killed === true) resolve(`it could not be read within ${VERIFY_TIMEOUT_MS} ms`);
      else if (typeof error.signal === 'string') resolve(`its structure is damaged (reading it ended in ${error.signal})`);
      else resolve(stdout.trim() || `its structure is damaged (${stderr.trim().split('\n').at(-1) ?? error.message})`);
    });
  });
}
