/**
 * `npm run soak -- wql [--count 1000000] [--seed N] [--most-ms 2000]`: so many texts by chance for the readers of queries: by the grammar, broken, words in no order, characters of
 * any kind, and endless ones. Each must be a query that is written, read again, bound, planned and run, or be refused with its place, in bounded time. Prints
 * what came of them; ends with 1 at the first that brings anything else.
 */
import { parseArgs } from 'node:util';
import { fuzz } from '../packages/host/dist-test/query/fuzz/fuzz.js';
import { generatorOf } from './soak/draw.mjs';

const REPORT_EVERY = 100_000;

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string' }, 'most-ms': { type: 'string', default: '2000' } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const [count, mostMs] = [values.count, values['most-ms']].map(Number);
const startedAt = performance.now();
const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(0);
const say = (text) => process.stdout.write(`${text}\n`);

function progressed(done) {
  if (done % REPORT_EVERY === 0) say(`${done} texts, ${seconds()} s`);
}

try {
  for (const [kind, { texts, queries, bound, invalid, unsupported, slowestMs, slowest }] of fuzz(generatorOf(seed), count, { mostMs, progressed })) {
    say(`${kind}: ${texts} texts, ${queries} queries (${bound} bound to a class), ${invalid} times INVALID_QUERY, ${unsupported} times NOT_SUPPORTED; slowest ${slowestMs.toFixed(1)} ms, ${slowest.length} characters: ${JSON.stringify(slowest.slice(0, 80))}`);
  }
  say(`no violation, seed ${seed}, ${seconds()} s`);
} catch (error) {
  say(`${error.message}\nAgain: npm run soak -- wql --seed ${seed} --count ${count}`);
  process.exitCode = 1;
}
