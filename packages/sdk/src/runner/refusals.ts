/**
 * The book of refusals: which contexts keep the provider from being unloaded as idle. A context refuses once, by its flag, and may have any number
 * of holds; to the host it refuses while flag or holds are there. Pure: no I/O, no clock. Who may refuse, and who is told, is left to `unloading.ts`.
 */

/** How many contexts may refuse at a time; the protocol says so. */
export const MOST_REFUSALS = 1024;

/** One context's refusal, as the host is told of it. */
export interface Refusal {
  readonly context: string;
  /** What the context is at: `Note.append`, `load`, `background sync`. */
  readonly operation: string;
  readonly why?: string;
}

/** What the host has to be told after a change; undefined where all stays as it knows it. */
export type Change =
  | { readonly name: 'refused'; readonly refusal: Refusal }
  | { readonly name: 'requested'; readonly context: string }
  | undefined;

/** One reason of a context: its flag's, or that of a hold. Told apart by identity. */
export interface Reason {
  readonly why: string | undefined;
}

interface Entry {
  readonly operation: string;
  flag: Reason | undefined;
  /** All that are there, the flag's included, in the order in which they came. */
  readonly reasons: Set<Reason>;
  /** The one that came last: the host is told its words. */
  last: Reason;
}

export class Refusals {
  readonly #entries = new Map<string, Entry>();

  /** The contexts that refuse. */
  get contexts(): string[] {
    return [...this.#entries.keys()];
  }

  /** Each with what the host is told of it. */
  get all(): Refusal[] {
    return [...this.#entries].map(([context, entry]) => refusalOf(context, entry));
  }

  /** Whether one more reason of that context fits. */
  hasRoomFor(context: string): boolean {
    return this.#entries.size < MOST_REFUSALS || this.#entries.has(context);
  }

  /** Whether the context has refused by its flag. */
  isFlagged(context: string): boolean {
    return this.#entries.get(context)?.flag !== undefined;
  }

  /** Sets the flag of a context; set again, the latest words count. */
  refuse(context: string, operation: string, why: string | undefined): Change {
    const flag: Reason = { why };
    const before = this.#entries.get(context)?.flag;
    const change = this.add(context, operation, flag);
    const entry = this.#entries.get(context) as Entry;
    if (before !== undefined) entry.reasons.delete(before);
    entry.flag = flag;
    return change;
  }

  /** Takes the flag of a context back. */
  request(context: string): Change {
    const entry = this.#entries.get(context);
    if (entry?.flag === undefined) return undefined;
    const { flag } = entry;
    entry.flag = undefined;
    return this.remove(context, flag);
  }

  /** Adds a hold of a context. */
  add(context: string, operation: string, reason: Reason): Change {
    const entry = this.#entries.get(context);
    if (entry === undefined) {
      const made = { operation, flag: undefined, reasons: new Set([reason]), last: reason };
      this.#entries.set(context, made);
      return refusedBy(context, made);
    }
    entry.reasons.add(reason);
    return this.#show(context, entry, reason);
  }

  /** Takes a hold of a context away. One that is not there changes nothing. */
  remove(context: string, reason: Reason): Change {
    const entry = this.#entries.get(context);
    if (entry?.reasons.delete(reason) !== true) return undefined;
    if (entry.reasons.size === 0) {
      this.#entries.delete(context);
      return { name: 'requested', context };
    }
    return entry.last === reason ? this.#show(context, entry, [...entry.reasons].at(-1) as Reason) : undefined;
  }

  /** Forgets all of it. */
  clear(): void {
    this.#entries.clear();
  }

  #show(context: string, entry: Entry, last: Reason): Change {
    const isSame = entry.last.why === last.why;
    entry.last = last;
    return isSame ? undefined : refusedBy(context, entry);
  }
}

function refusedBy(context: string, entry: Entry): Change {
  return { name: 'refused', refusal: refusalOf(context, entry) };
}

function refusalOf(context: string, { operation, last: { why } }: Entry): Refusal {
  return { context, operation, ...(why === undefined ? {} : { why }) };
}
