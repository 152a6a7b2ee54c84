/** `npm run bench`: measures Provost beside its peers in one run. Rounds are interleaved, each cell is a process of its own, goals are ratios within the run. */
import { access, constants, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runCell } from './cell/run-cell.js';
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

/** Aborted when the run is told to end: the cell closes what it has opened, and no other follows. */
const stop = new AbortController();

/** All rounds of one measure. Each round starts with the next cell, so that none is always first. */
async function runMeasure(measure, options, watch, say) {
  const cells = measure.cells(options);
  const figures = new Map(cells.map(({ peer }) => [peer, []]));
  const faults = [];
  const rounds = options.profile !== undefined ? 1 : options.isQuick ? measure.rounds.quick : measure.rounds.full;
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < cells.length; index++) {
      stop.signal.throwIfAborted();
      const cell = cells[(index + round) % cells.length];
      say(`${measure.name}: round ${round + 1} of ${rounds}, ${cell.peer}`);
      const outcome = await watch.watch(() => (options.profile === undefined ? runCell(measure.name, cell, stop) : profiled(measure.name, cell, options.profile)));
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

function asJson(machine, results, watch, isCompared) {
  const measures = results.map(({ measure, figures, goals, faults }) => ({ name: measure.name, rounds: Object.fromEntries(figures), goals, faults }));
  return JSON.stringify({ machine, busyCells: watch.busyCells, cells: watch.cells, verdict: watch.verdict(isCompared), isTooBusy: watch.isTooBusy, measures }, null, 2);
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
  const outcome = await runCell(measure, cell, { profile: file, signal: stop.signal });
  if (outcome.fault !== undefined) return outcome;
  await writeFile(join(folder, `${name}.svg`), flameOf(JSON.parse(await readFile(file, 'utf8')), `${measure}, ${cell.peer}`));
  await rm(file);
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
  const say = process.stderr.isTTY ? (line) => process.stderr.write(`\r\x1b[K${line}`) : () => {};
  if (options.profile !== undefined) await mkdir(options.profile, { recursive: true });
  if (options.picture !== undefined) await requireFolder(options.picture);
  const results = [];
  for (const measure of MEASURES.filter(({ name }) => options.only.includes(name))) results.push(await runMeasure(measure, options, watch, say));
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

/** All that is written for a while goes into a folder of the run's own, which goes with it. */
const scratch = await mkdtemp(join(tmpdir(), 'provost-bench-'));
process.env.TMPDIR = scratch;
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]]) process.once(signal, () => {
  process.exitCode = code;
  stop.abort();
});
await main().catch((fault) => {
  if (stop.signal.aborted) return;
  process.stderr.write(`${fault.message}\n\n${USAGE}`);
  process.exitCode = 2;
});
await rm(scratch, { recursive: true, force: true });
