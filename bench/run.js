/** `npm run bench`: measures Provost beside its peers in one run. Rounds are interleaved, each cell is a process of its own, goals are ratios within the run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { access, constants, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runCell } from './cell/run-cell.js';
import { killStarted } from './cell/started.js';
import { EXIT_CODES, watchForInterruption } from './interruption.js';
import { again } from './measures/again.js';
import { burst } from './measures/burst.js';
import { calls } from './measures/calls.js';
import { cold } from './measures/cold.js';
import { crash } from './measures/crash.js';
import { ending } from './measures/ending.js';
import { fairness } from './measures/fairness.js';
import { forwarding } from './measures/forwarding.js';
import { hops } from './measures/hops.js';
import { memory } from './measures/memory.js';
import { query } from './measures/query.js';
import { rest } from './measures/rest.js';
import { rows } from './measures/rows.js';
import { scale } from './measures/scale.js';
import { stall } from './measures/stall.js';
import { USAGE, readOptions } from './options.js';
import { BusyWatch } from './report/busy-watch.js';
import { flameOf } from './report/flame.js';
import { goalLine, tableOf } from './report/table.js';
import { writePicture } from './report/write-picture.js';

const MEASURES = [calls, hops, rows, forwarding, fairness, query, cold, again, crash, ending, stall, memory, burst, scale, rest];

/** Told to end, the cell closes what it has opened, and no other follows. The second time all is killed. */
const interruption = watchForInterruption((exitCode) => {
  killStarted(scratch);
  removeScratch();
  process.exit(exitCode);
});

/** All that is written for a while goes into a folder of the run's own, which goes with it. */
const scratch = mkdtempSync(join(tmpdir(), 'provost-bench-'));

function removeScratch() {
  try {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  } catch (fault) {
    process.stderr.write(`The run leaves its folder ${scratch}: ${fault.message}\n`);
  }
}

/** One line on a terminal, in the place of the last. */
const say = process.stderr.isTTY ? (line) => process.stderr.write(`\r\x1b[K${line}`) : () => {};

/** All rounds of one measure. Each round starts with the next cell, so that none is always first. */
async function runMeasure(measure, options, watch) {
  const cells = measure.cells(options);
  const figures = new Map(cells.map(({ peer }) => [peer, []]));
  const faults = [];
  const rounds = options.profile !== undefined ? 1 : options.isQuick ? measure.rounds.quick : measure.rounds.full;
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < cells.length; index++) {
      const cell = cells[(index + round) % cells.length];
      say(`${measure.name}: round ${round + 1} of ${rounds}, ${cell.peer}`);
      const outcome = await watch.watch(() => (options.profile === undefined ? runCell(measure.name, cell, { scratch, signal: interruption.signal }) : profiled(measure.name, cell, options.profile)));
      interruption.signal.throwIfAborted();
      figures.get(cell.peer)[round] = outcome.figures ?? {};
      if (outcome.fault !== undefined) faults.push(outcome.fault);
    }
  }
  const roundsOf = (peer, of) => (figures.get(peer) ?? []).map((one) => one[of]);
  const goals = measure.goals(roundsOf).map((goal) => ({ ...goal, ...verdictOf(goal) }));
  return { measure, peers: [...figures.keys()], figures, roundsOf, goals, faults };
}

function verdictOf({ ratio, figure, atMost, atLeast }) {
  const measured = ratio ?? figure;
  return measured === undefined ? {} : { isMet: atMost === undefined ? measured >= atLeast : measured <= atMost };
}

/** A goal of a run that compares nothing. */
function wantedOf({ name, atMost, atLeast }) {
  return { name, atMost, atLeast };
}

function asJson(machine, results, watch, isCompared) {
  const measures = results.map(({ measure, figures, goals, faults }) => ({ name: measure.name, rounds: Object.fromEntries(figures), goals: isCompared ? goals : goals.map(wantedOf), faults }));
  return JSON.stringify({ machine, isCompared, busyCells: watch.busyCells, cells: watch.cells, verdict: watch.verdict(isCompared), isTooBusy: watch.isTooBusy, measures }, null, 2);
}

function asText(machine, results, watch, isCompared) {
  const sections = results.flatMap(({ measure, peers, roundsOf, goals, faults }) => [
    measure.title, ...tableOf(isCompared ? measure : { ...measure, ratios: [] }, peers, roundsOf), ...(isCompared ? goals.map(goalLine) : []), ...faults.map((fault) => `  FAILED        ${fault}`), '',
  ]);
  return [machine, 'Medians of the rounds; (x1.10) is the largest round over the smallest.', '', ...sections, watch.verdict(isCompared)].join('\n');
}

/** Runs a cell and draws where its time went. */
async function profiled(measure, cell, folder) {
  const name = `${measure}-${cell.peer.replace(/[^a-z0-9]+/gi, '-')}`;
  const file = join(resolve(folder), `${name}.cpuprofile`);
  const outcome = await runCell(measure, cell, { scratch, signal: interruption.signal, profile: file });
  if (outcome.figures !== undefined) await writeFile(join(folder, `${name}.svg`), flameOf(JSON.parse(await readFile(file, 'utf8')), `${measure}, ${cell.peer}`));
  await rm(file, { force: true });
  return outcome;
}

async function picture(path, results, machine) {
  const goals = results.flatMap((result) => result.goals).filter(({ isMet }) => isMet !== undefined);
  process.stderr.write(`Written: ${(await writePicture(path, goals, machine)).join(', ')}\n`);
}

/** Says so before anything is measured. */
async function requireFolder(path) {
  const folder = dirname(resolve(path));
  await access(folder, constants.W_OK).catch(() => { throw new Error(`--picture ${path}: there is no folder ${folder} that can be written to. Make it first.`); });
}

async function main() {
  const options = readOptions(process.argv.slice(2), MEASURES.map(({ name }) => name));
  if (options.isHelp) return void process.stdout.write(USAGE);
  const machine = `Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, ${process.platform} ${process.arch}`;
  const watch = new BusyWatch(options.isQuick ? 300 : 1500);
  if (options.profile !== undefined) await mkdir(options.profile, { recursive: true });
  if (options.picture !== undefined) await requireFolder(options.picture);
  const results = [];
  for (const measure of MEASURES.filter(({ name }) => options.only.includes(name))) results.push(await runMeasure(measure, options, watch));
  say('');
  if (options.profile !== undefined) process.stderr.write('What is profiled is slower than it is: these are no figures.\n');
  const isCompared = options.profile === undefined && (options.isAnyway || !watch.isTooBusy); // What is profiled is slower than it is.
  process.stdout.write(`${(options.isJson ? asJson : asText)(machine, results, watch, isCompared)}\n`);
  if (options.profile !== undefined) process.stderr.write(`Flame graphs: ${resolve(options.profile)}\n`);
  else if (!isCompared) {
    process.exitCode = 3;
    if (options.picture !== undefined) process.stderr.write('No picture was written: nothing was compared.\n');
  }
  else if (options.picture !== undefined) await picture(options.picture, results, machine);
  if (results.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
}

await main().catch((fault) => {
  if (interruption.exitCode === EXIT_CODES.SIGHUP) return; // There is no terminal any more.
  if (interruption.signal.aborted) return void say('');
  process.stderr.write(`${fault.message}\n\n${USAGE}`);
  process.exitCode = 2;
});
removeScratch();
process.exitCode = interruption.exitCode ?? process.exitCode;
