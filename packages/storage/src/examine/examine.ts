/** Has a data file read in a process of its own, because LMDB may be ended by a signal (SIGBUS, SIGSEGV) where a page is damaged or missing. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyWhole } from '../files/durable.js';
import { examineProgramPath } from '../program-path.js';
import type { Examination } from './examination.js';

/** A gigabyte is read in a few seconds. */
const EXAMINE_TIMEOUT_MS = 60_000;

/** How the tree of an activation's processes is found again; the examining one belongs to it too. */
const TAG = 'PROVOST_ACTIVATION';

/** What of our environment the program gets. */
function environment(): Record<string, string> {
  const tag = process.env[TAG];
  return tag === undefined ? {} : { [TAG]: tag };
}

/** Runs the program. Never rejects: what keeps it from reading is told as a fault. */
export function examine(...given: readonly ['examine' | 'read', string] | readonly ['copy', string, string]): Promise<Examination> {
  return new Promise((resolve) => {
    execFile(process.execPath, [examineProgramPath(), ...given], { timeout: EXAMINE_TIMEOUT_MS, killSignal: 'SIGKILL', env: environment() }, (error, stdout, stderr) => {
      const told = answerOf(stdout);
      if (error === null && told !== undefined) resolve(told.fault !== undefined && told.failed ? { fault: structural(told.fault) } : told);
      else if (error?.killed === true) resolve({ fault: `it could not be read within ${EXAMINE_TIMEOUT_MS} ms` });
      else if (typeof error?.signal === 'string') resolve({ fault: structural(`reading it ended in ${error.signal}`) });
      else resolve({ fault: structural(stderr.trim().split('\n').at(-1) ?? error?.message ?? 'it could not be read') });
    });
  });
}

function structural(reason: string): string {
  return `its structure is damaged (${reason})`;
}

function answerOf(line: string): Examination | undefined {
  try {
    return JSON.parse(line) as Examination;
  } catch {
    return undefined; // It was ended before it had an answer.
  }
}

/** The same of a copy elsewhere, as a data file is opened for writing, which only a copy may be. Rejects where there is no room for one. */
export async function examineCopy(path: string): Promise<Examination> {
  const folder = mkdtempSync(join(tmpdir(), 'provost-examined-'));
  try {
    const copy = join(folder, 'data.mdb');
    copyWhole(path, copy);
    return await examine('examine', copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
