/** Work put off to the end, done in reverse order, each piece whatever became of the others. */
import type { Deferred } from '../define/contexts.js';

/** One piece of work that failed, or was still at it when its time was over. */
export interface DeferredFault {
  /** Counted from 1 in the order in which it was deferred. */
  readonly number: number;
  readonly thrown: unknown;
}

/** Does all of it, the last deferred first, one after the other. Never rejects: what failed is answered. */
export async function runDeferred(works: readonly Deferred[], run: (work: Deferred, number: number) => unknown = (work) => work()): Promise<readonly DeferredFault[]> {
  const faults: DeferredFault[] = [];
  for (let number = works.length; number > 0; number--) {
    try {
      await run(works[number - 1] as Deferred, number);
    } catch (thrown) {
      faults.push({ number, thrown });
    }
  }
  return faults;
}
