/** Starts a cell and reads its figures. A cell that fails costs its own figures, not the run; it is over when nothing runs any more that it has started. */
import { spawn } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measuredEnvironment } from './environment.js';
import { endStarted } from './started.js';

const program = fileURLToPath(new URL('cell.js', import.meta.url));
const LONGEST_CELL_MS = 120_000;
/** From being told to end to being ended: a little longer than a cell gives itself. */
const ENDS_WITHIN_MS = 3_500;
/** What the processes of a cell are given to end by themselves once it has: where it was not told to end, whoever takes longer was forgotten. */
const LEAVE_WITHIN_MS = { ordinary: 5_000, hurried: 300 };

/**
 * Resolves with `{ figures, ownTicks }`, or with `{ fault }`, a sentence; with all of them where it has left processes behind. With `profile`, a file, the cell's own
 * process is profiled into it. All that it writes goes below `scratch`, the run's own folder. `signal` tells it to close what it has opened and to end.
 */
export async function runCell(measure, asked, { scratch, signal, profile }) {
  signal.throwIfAborted();
  const profiling = profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', dirname(profile), '--cpu-prof-name', basename(profile)];
  const told = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_CELL_MS)]);
  const child = spawn(process.execPath, ['--expose-gc', ...profiling, program, measure, JSON.stringify(asked)], { env: { ...measuredEnvironment(), TMPDIR: scratch }, stdio: ['ignore', 'pipe', 'pipe'], signal: told, killSignal: 'SIGTERM', detached: true });
  child.on('error', () => {}); // That it was told to end; its end is waited for.
  const [figures, complaint] = [child.stdout, child.stderr].map(readAll);
  const closed = new Promise((resolve) => child.once('close', resolve));
  await Promise.race([closed, endOf(child, told)]);
  const isWell = child.exitCode === 0 && figures() !== '';
  const left = await endStarted(scratch, isWell ? LEAVE_WITHIN_MS.ordinary : LEAVE_WITHIN_MS.hurried);
  await closed; // Who has inherited its output holds it open: nobody does any more.
  const at = `${measure} ${asked.peer ?? ''}`;
  if (told.aborted) return { fault: `${at}: was told to end after ${LONGEST_CELL_MS / 1_000} s` };
  if (!isWell) return { fault: `${at}: ended with ${child.signalCode ?? child.exitCode}: ${wordsOf(complaint())}` };
  return { ...JSON.parse(figures()), ...(left.length === 0 ? {} : { fault: `${at}: left behind and ended: ${left.join(', ')}` }) };
}

function readAll(stream) {
  let read = '';
  stream.setEncoding('utf8').on('data', (text) => (read += text));
  return () => read;
}

/** Settles with its end, or when it was told to end and does not. */
function endOf(child, told) {
  return new Promise((resolve) => {
    child.once('exit', resolve);
    told.addEventListener('abort', () => setTimeout(resolve, ENDS_WITHIN_MS).unref(), { once: true });
  });
}

function wordsOf(complaint) {
  const lines = complaint.split('\n');
  return (lines.find((line) => /^(\w*Error|[A-Z_]{4,}): /.test(line)) ?? lines[0]).trim();
}
