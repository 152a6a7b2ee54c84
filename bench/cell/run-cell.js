/** Starts a cell and reads its figures. A cell that fails costs its own figures, not the run. */
import { spawn } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measuredEnvironment } from './environment.js';

const program = fileURLToPath(new URL('cell.js', import.meta.url));
const LONGEST_CELL_MS = 120_000;

/** Resolves with `{ figures, ownTicks }`, or with `{ fault }`, a sentence. With `profile`, a file, the cell's own process is profiled into it. `signal` tells it to close what it has opened and to end. */
export function runCell(measure, asked, { profile, signal } = {}) {
  const profiling = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', dirname(profile), '--cpu-prof-name', basename(profile)];
  const child = spawn(process.execPath, ['--expose-gc', ...profiling, program, measure, JSON.stringify(asked)], { env: measuredEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], timeout: LONGEST_CELL_MS, signal, killSignal: 'SIGTERM', detached: true });
  child.on('error', () => {}); // That it was told to end; its end is waited for.
  let figures = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (figures += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (complaint += text));
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      try {
        resolve(JSON.parse(figures));
      } catch {
        const words = complaint.split('\n').find((line) => /^(\w*Error|[A-Z_]{4,}): /.test(line)) ?? complaint.split('\n')[0];
        resolve({ fault: `${measure} ${asked.peer ?? ''}: ended with ${signal ?? code}: ${words?.trim() ?? ''}` });
      }
    });
  });
}
