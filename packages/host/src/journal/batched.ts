/** Rows that come one at a time, in batches of what is there. */

/** Rows that travel together. */
const ROWS_AT_ONCE = 256;

/** The first row goes at once, and others with those that come in the same turn. Ends when `until` is aborted, as what was opened does. */
export async function* batched<T>(until: AbortSignal, open: (signal: AbortSignal) => AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  const left = new AbortController();
  const iterator = open(AbortSignal.any([until, left.signal]))[Symbol.asyncIterator]();
  let batch: T[] = [];
  let next = iterator.next();
  try {
    for (;;) {
      const first = await Promise.race([next, nothingYet(batch)]);
      if (first === 'nothing yet') {
        yield batch;
        batch = [];
        continue;
      }
      if (first.done === true) break;
      batch.push(first.value);
      next = iterator.next();
      if (batch.length < ROWS_AT_ONCE) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  } finally {
    left.abort(); // One that waits for what comes next hears nothing else.
    await iterator.return?.();
  }
}

/** Settles a turn of the loop later, if there is anything to hand over meanwhile. */
function nothingYet(batch: readonly unknown[]): Promise<'nothing yet'> {
  return new Promise((resolve) => {
    if (batch.length > 0) setImmediate(() => resolve('nothing yet'));
  });
}
