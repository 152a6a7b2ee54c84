/**
 * `npm run torture -- syscalls [--points 6] [--only SIGKILL,EIO,...] [--calls openat,...] [--most N] [--keep]`: a host is led through a start, a change, a load,
 * an unload, an update and a stop, and killed at its system calls, one run a point: those on the files of its state directory, and those by which it reaches
 * others. Or the call fails: with EIO, ENOSPC, EMFILE, EINTR, or by writing nothing. Then the next host has to find all that was acknowledged, to serve, and
 * to leave nobody behind. Of each call so many points are taken, evenly, the first and the last among them. Needs strace; without it ends with 2.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { WATCHED, pointsOf, sample } from './torture/syscall-points.mjs';
import { SyscallRuns } from './torture/syscall-run.mjs';

const MOST_VIOLATIONS = 10;

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '6' },
    only: { type: 'string' },
    calls: { type: 'string' },
    most: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const wanted = (list, one) => list === undefined || list.split(',').includes(one);
const beganMs = performance.now();
const say = (text) => process.stdout.write(`${((performance.now() - beganMs) / 1_000).toFixed(1).padStart(7)} s  ${text}\n`);

const folders = [];
const table = new Map();
const violations = [];

async function freshRuns() {
  const folder = mkdtempSync(join(tmpdir(), 'provost-syscalls-'));
  folders.push(folder);
  const runs = new SyscallRuns(folder);
  await runs.prepare();
  return runs;
}

function tally({ call, where, fault }, verdict) {
  const key = `${fault}: ${call} on ${where}`;
  const row = table.get(key) ?? { points: 0, killed: 0, ok: 0, refused: 0, 'not reached': 0, violations: 0 };
  row.points += 1;
  row[verdict] += 1;
  table.set(key, row);
}

/** What one run came to; what is wrong is kept. */
async function tryPoint(runs, point, nth) {
  const { step, clear, unclear, log } = await runs.lead(point.arguments(nth));
  const isReached = point.fault === 'SIGKILL' ? log.includes('+++ killed by SIGKILL') : log.includes('(INJECTED)');
  const wrong = [...unclear, ...(await runs.check())];
  if (wrong.length > 0) {
    violations.push(`${point.fault} at ${point.call} ${nth} of ${point.count} on ${point.where}, ${step}: ${wrong.join('; ')}\n  strace saw last: ${log.trim().split('\n').slice(-3).join('\n    ')}`);
    say(`VIOLATION: ${violations.at(-1)}`);
    return 'violations';
  }
  if (!isReached) return 'not reached';
  if (point.fault === 'SIGKILL') return 'killed';
  return clear.length > 0 ? 'refused' : 'ok';
}

async function runAll() {
  let runs = await freshRuns();
  const { log } = await runs.lead(WATCHED);
  const found = pointsOf(log, runs.state).filter(({ fault, call }) => wanted(values.only, fault) && wanted(values.calls, call));
  const points = found.flatMap((point) => sample(point, Number(values.points)).map((nth) => ({ point, nth })));
  const chosen = values.most === undefined ? points : sample({ first: 0, count: points.length - 1 }, Number(values.most)).map((index) => points[index]);
  say(`${found.reduce((sum, { first, count }) => sum + count - first + 1, 0)} points found, ${chosen.length} taken`);
  for (const { point, nth } of chosen) {
    const verdict = await tryPoint(runs, point, nth);
    tally(point, verdict);
    if (verdict === 'violations') runs = await freshRuns();
    if (violations.length >= MOST_VIOLATIONS) return;
  }
}

if (spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status !== 0) {
  process.stderr.write('npm run torture -- syscalls needs strace, and the right to trace: apt-get install strace.\n');
  process.exit(2);
}
await runAll();
const total = { points: 0, killed: 0, ok: 0, refused: 0, 'not reached': 0, violations: 0 };
for (const [key, row] of table) {
  say(`${key.padEnd(40)} ${Object.entries(row).map(([name, times]) => `${name} ${String(times).padStart(3)}`).join('  ')}`);
  for (const name of Object.keys(total)) total[name] += row[name];
}
say(`${'in all'.padEnd(40)} ${Object.entries(total).map(([name, times]) => `${name} ${String(times).padStart(3)}`).join('  ')}`);
for (const violation of violations) say(`VIOLATION: ${violation}`);
if (violations.length === 0 && !values.keep) for (const folder of folders) rmSync(folder, { recursive: true, force: true });
else say(`What there was is left in ${folders.join(', ')}.`);
process.exit(violations.length === 0 ? 0 : 1);
