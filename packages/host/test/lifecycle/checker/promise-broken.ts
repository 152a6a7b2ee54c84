/** What a world throws when a promise is broken in it. */

export class PromiseBroken extends Error {
  /** P1 to P8 of the design, S3, S7, S8 (answers), S6 (no process without a host), L1 (nobody waits for ever), L3 (no loop without time), or `room`. */
  readonly promise: string;

  constructor(promise: string, words: string) {
    super(`${promise} is broken: ${words}`);
    this.promise = promise;
  }
}

/** Throws unless `holds`. */
export function promise(id: string, holds: boolean, words: () => string): asserts holds {
  if (!holds) throw new PromiseBroken(id, words());
}
