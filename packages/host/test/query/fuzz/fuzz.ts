/** Gives texts by chance to all that reads and runs queries, and looks that nothing but a query or its proper error comes of it, each in bounded time. */
import assert from 'node:assert/strict';
import { isProviderError } from '@provost/protocol';
import { checkQuery, compilePredicate, compileProjection, intrinsicEventClass, parseQuery, planQuery, queryText, targetClassesOf } from '../queries.js';
import type { DataQuery, EventQuery, Query } from '#src/query/query.js';
import { Note, notes } from '../tables/notes.js';
import { broken, characters, endless, sentence, words, type Draw, type Random } from './sentences.js';

/** How often each is drawn. The endless ones are long, and so they are few. */
const SHARES: readonly (readonly [kind: string, draw: Draw, share: number])[] = [
  ['by the grammar', sentence, 0.45], ['broken', broken, 0.25], ['words', words, 0.149], ['characters', characters, 0.15], ['endless', endless, 0.001],
];

/** What came of the texts of one kind. */
export interface FuzzCount {
  texts: number;
  queries: number;
  /** Bound to the class of notes, or to an event class. */
  bound: number;
  invalid: number;
  unsupported: number;
  slowestMs: number;
  slowest: string;
}

/** Thrown with the text that something went wrong with. */
export class FuzzFailure extends Error {
  constructor(text: string, cause: unknown) {
    super(`${cause instanceof Error ? cause.stack : String(cause)}\n  with ${JSON.stringify(text.slice(0, 400))} (${text.length} characters)`, { cause });
  }
}

/** Draws so many texts. Throws {@link FuzzFailure} for the first that brings anything but a query or its proper error, or takes longer than it may. */
export function fuzz(random: Random, count: number, { mostMs, progressed }: { readonly mostMs: number; readonly progressed?: (done: number) => void }): ReadonlyMap<string, FuzzCount> {
  const counts = new Map<string, FuzzCount>(SHARES.map(([kind]) => [kind, { texts: 0, queries: 0, bound: 0, invalid: 0, unsupported: 0, slowestMs: 0, slowest: '' }]));
  for (let done = 1; done <= count; done += 1) {
    let left = random();
    const [kind, draw] = SHARES.find(([, , share]) => (left -= share) < 0) ?? SHARES[0]!;
    const text = draw(random);
    const tally = counts.get(kind)!;
    tally.texts += 1;
    try {
      tryText(text, tally, mostMs);
    } catch (error) {
      throw new FuzzFailure(text, error);
    }
    if (done % 10_000 === 0) progressed?.(done);
  }
  return counts;
}

function tryText(text: string, tally: FuzzCount, mostMs: number): void {
  const startedAt = performance.now();
  const query = orRefused(text, tally, () => parseQuery(text));
  if (query !== undefined) {
    tally.queries += 1;
    runQuery(text, query, tally);
  }
  const tookMs = performance.now() - startedAt;
  if (tookMs > tally.slowestMs) [tally.slowestMs, tally.slowest] = [tookMs, text];
  assert(tookMs <= mostMs, `took ${tookMs.toFixed(0)} ms; at most ${mostMs} are allowed`);
}

/** All that is done with a valid query. Unbound, it takes any row; bound, it is planned and takes those of its class. */
function runQuery(text: string, query: Query, tally: FuzzCount): void {
  const canonical = queryText(query);
  assert.equal(queryText(parseQuery(canonical)), canonical);
  const fits = compilePredicate(query.where);
  const took = notes.filter(fits);
  assert.deepEqual(notes.filter(compilePredicate(parseQuery(canonical).where)), took);
  if (query.kind === 'schema') return;
  if (query.kind === 'event') orRefused(text, tally, () => targetClassesOf(query));
  const definition = query.kind === 'event' ? (intrinsicEventClass(query.class) ?? Note) : Note;
  const bound = orRefused<DataQuery | EventQuery>(text, tally, () => checkQuery(query, definition, new Map([['TargetInstance', Note]])));
  if (bound === undefined) return;
  tally.bound += 1;
  if (bound.kind === 'data') runPlan(bound);
}

function runPlan(query: DataQuery): void {
  const everything = Object.keys(Note.schema.properties ?? {});
  const plan = planQuery(query, Note, { equals: everything, ranges: everything, like: everything, nulls: everything, select: true });
  assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
  const project = compileProjection(query, { key: Note.key });
  const left = compilePredicate(plan.forHost);
  for (const row of notes) {
    if (compilePredicate(query.where)(row)) assert(left(row), 'a row that fits the whole does not fit what is left to the host');
    assert('id' in project(row));
  }
}

/** The answer, or undefined where it was refused as it should be. */
function orRefused<T>(text: string, tally: FuzzCount, call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    assert(isProviderError(error), error as Error);
    assert(error.code === 'INVALID_QUERY' || error.code === 'NOT_SUPPORTED', error);
    assert(error.message.length < 4_000, 'the error is too long to read');
    const { position, limit } = error.facts as { readonly position?: number; readonly limit?: string };
    assert(position === undefined ? limit === 'queryLength' : position >= 1 && position <= text.length + 1, 'the error points nowhere');
    tally[error.code === 'INVALID_QUERY' ? 'invalid' : 'unsupported'] += 1;
    return undefined;
  }
}
