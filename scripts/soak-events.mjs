/**
 * `npm run soak -- events [--count 50000] [--watchers 20] [--stuck N] [--seed N] [--most-mib 200]`: so many events of one provider to so many who watch, through sockets and doors of the host, each in
 * his own manner: quick, slow, stuck, or leaving midway; with `--stuck` so many are stuck and all others quick. Ends with 1 when anybody is handed an event out of order, or misses one of which nobody has told, when it does not come to its end, or when
 * memory grows by more than that. Prints how many events a second were raised, how many were handed and dropped, and what one takes in a queue.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { connect } from '@provost/client';
import { bytesOfQueued } from '../test/dist/events/flow/bytes-of-queued.js';
import { flow } from '../test/dist/events/flow/flow.js';
import { hostWithRaiser } from '../test/dist/events/watched.js';
import { generatorOf } from './soak/draw.mjs';

const SAMPLE_EVERY_MS = 50;
/** A queue has no more. */
const MOST_QUEUED = 100_000;
const MIB = 1024 * 1024;

const { values } = parseArgs({
  options: { count: { type: 'string', default: '50000' }, watchers: { type: 'string', default: '20' }, stuck: { type: 'string' }, seed: { type: 'string' }, 'most-mib': { type: 'string', default: '200' } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const [events, watchers, mostMib] = [values.count, values.watchers, values['most-mib']].map(Number);
const say = (text) => process.stdout.write(`${text}\n`);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** What is alive. */
function heapBytes() {
  collect();
  return process.memoryUsage().heapUsed;
}

/** Runs it, and answers with its result and by how many MiB the memory of this process grew at most. */
async function watchingMemory(run) {
  collect();
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), SAMPLE_EVERY_MS);
  try {
    return { result: await run(), grownMib: (most - before) / MIB };
  } finally {
    clearInterval(timer);
  }
}

const host = await hostWithRaiser();
const client = await connect({ state: host.state });
try {
  const signal = AbortSignal.timeout(60_000 + events * watchers);
  const options = { events, watchers, random: generatorOf(seed), ...(values.stuck === undefined ? {} : { stuck: Number(values.stuck) }), doors: [host.door, client], signal };
  const { result, grownMib } = await watchingMemory(() => flow(host, options));
  const { raised, seconds, handed, dropped, overflows, manners } = result;
  say(`${raised} events to ${watchers} who watch (${[...manners].map(([manner, count]) => `${count} ${manner}`).join(', ')}), seed ${seed}: ${seconds.toFixed(1)} s`);
  say(`${(raised / seconds).toFixed(0)} events/s raised, ${(handed / seconds).toFixed(0)} events/s handed over`);
  say(`${handed} handed over in their order, ${dropped} dropped and told by ${overflows} overflow events, 0 missing`);
  say(`memory of the host and all who watch grew by at most ${grownMib.toFixed(0)} MiB (limit ${mostMib})`);
  say(`${(await bytesOfQueued(host, Math.min(events, MOST_QUEUED), heapBytes)).toFixed(0)} bytes for each event in a queue`);
  if (grownMib > mostMib) process.exitCode = 1;
} catch (error) {
  say(`${error.message}\nAgain: npm run soak -- events --seed ${seed} --count ${events} --watchers ${watchers}${values.stuck === undefined ? '' : ` --stuck ${values.stuck}`}`);
  process.exitCode = 1;
} finally {
  await client.close();
  await host[Symbol.asyncDispose]();
}
