/** Who refuses to have an activation unloaded: what operators see of each refusal. That they count is the lifecycle's affair. */
import { ProviderError } from '@provost/protocol';

/** One context refuses once. */
export interface Refusal {
  readonly context: string;
  /** What the context is at. */
  readonly operation: string;
  readonly why: string | undefined;
  /** Since when, for people and for ages. */
  readonly since: Date;
  readonly sinceMs: number;
}

/** More contexts than this of one activation cannot refuse at a time. */
const MOST_REFUSALS = 1_024;

export class Refusals implements Iterable<Refusal> {
  readonly #byContext = new Map<string, Refusal>();

  get size(): number {
    return this.#byContext.size;
  }

  /** Whether it is a new one: of a known context the latest words count, and the first time stays. Throws PROTOCOL_VIOLATED past the limit: the provider's own side keeps it. */
  add(refusal: Refusal, peer: string): boolean {
    const known = this.#byContext.get(refusal.context);
    if (known === undefined && this.#byContext.size >= MOST_REFUSALS) {
      throw new ProviderError('PROTOCOL_VIOLATED', { peer }, { message: `${peer} let more than ${MOST_REFUSALS} contexts refuse at a time. The connection to it was closed.` });
    }
    this.#byContext.set(refusal.context, known === undefined ? refusal : { ...refusal, since: known.since, sinceMs: known.sinceMs });
    return known === undefined;
  }

  /** Whether there was one. */
  remove(context: string): boolean {
    return this.#byContext.delete(context);
  }

  clear(): void {
    this.#byContext.clear();
  }

  [Symbol.iterator](): Iterator<Refusal> {
    return this.#byContext.values();
  }
}
