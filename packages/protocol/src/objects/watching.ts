/** Events as they come, for one who watches. What is asked of the host, and what an event becomes, is left to those who begin it. */
import type { JsonObject } from '../schema/schema.js';

/** An endless iterable of what happens. It has begun when it is made; leaving the loop ends it, and so does the signal that it was given. */
export interface Watching<E> extends AsyncIterable<E> {
  /** Settles when nothing is missed any more from there on. Rejects as the loop throws; nobody need look at it. */
  readonly ready: Promise<void>;
}

/** Begins to watch. The first batch, which is empty, says that it has begun; `read` makes of a row what the loop is given, or undefined for what it is not. */
export function watching<E>(batches: AsyncIterable<readonly JsonObject[]>, read: (row: JsonObject) => E | undefined): Watching<E> {
  const source = batches[Symbol.asyncIterator]();
  const first = source.next();
  const ready = first.then(() => {});
  ready.catch(() => {}); // Whoever iterates is told the same.
  async function* events(): AsyncGenerator<E, void, undefined> {
    try {
      for (let batch = await first; batch.done !== true; batch = await source.next()) {
        for (const row of batch.value) {
          const event = read(row);
          if (event !== undefined) yield event;
        }
      }
    } finally {
      await source.return?.();
    }
  }
  const iterator = events();
  return { ready, [Symbol.asyncIterator]: () => iterator };
}
