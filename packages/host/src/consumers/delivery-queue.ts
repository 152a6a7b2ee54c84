/**
 * The events that are to be delivered to permanent consumers, in the repository: kept from before they are taken for told until they are delivered or given up.
 * One queue a binding, each in its order. What is delivered when is left to others.
 */
import type { DeadLetter, EventRow } from '@provost/protocol';
import type { Table } from '@provost/storage';
import type { Repository } from '../repository/repository.js';

/** A binding's own state. */
interface Kept {
  /** The number of the next event. */
  readonly next: number;
  /** Of the latest event that had one: where the event provider is to go on. */
  readonly bookmark?: string;
}

/** A dead letter, and the queue that it was in. */
interface Buried extends DeadLetter {
  readonly queue: string;
}

/** One event that waits. */
export interface Waiting {
  readonly number: number;
  readonly event: EventRow;
}

export class DeliveryQueue {
  readonly #repository: Repository;
  readonly #events: Table<EventRow, readonly [string, number]>;
  readonly #bindings: Table<Kept>;
  readonly #dead: Table<Buried, number>;
  readonly #waiting = new Map<string, number>();

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#events = repository.table<EventRow, readonly [string, number]>('deliveries');
    this.#bindings = repository.table<Kept>('bindings');
    this.#dead = repository.table<Buried, number>('dead-letters');
  }

  /** How many wait. */
  waiting(binding: string): number {
    let count = this.#waiting.get(binding);
    if (count === undefined) this.#waiting.set(binding, (count = [...this.#events.walk({ prefix: [binding] })].length));
    return count;
  }

  /** Where the event provider is to go on. */
  bookmark(binding: string): string | undefined {
    return this.#bindings.get(binding)?.bookmark;
  }

  /** Keeps events, and the bookmark of the last, whole or not at all; survives the host's death at once. */
  append(binding: string, events: readonly EventRow[]): void {
    const kept = this.#bindings.get(binding) ?? { next: 1 };
    const bookmark = events.findLast(({ __BOOKMARK }) => __BOOKMARK !== undefined)?.__BOOKMARK ?? kept.bookmark;
    const before = this.waiting(binding);
    this.#repository.transaction(
      () => {
        events.forEach((event, index) => this.#events.put([binding, kept.next + index], event));
        this.#bindings.put(binding, { next: kept.next + events.length, ...(bookmark === undefined ? {} : { bookmark }) });
      },
      { unsynced: true },
    );
    this.#waiting.set(binding, before + events.length);
  }

  /** The oldest that wait, at most so many. */
  oldest(binding: string, limit: number): Waiting[] {
    return this.#events.range({ prefix: [binding], limit }).map(([[, number], event]) => ({ number, event }));
  }

  /** These are delivered. */
  done(binding: string, events: readonly Waiting[]): void {
    const before = this.waiting(binding);
    this.#repository.transaction(() => events.forEach(({ number }) => this.#events.delete([binding, number])), { unsynced: true });
    this.#waiting.set(binding, before - events.length);
  }

  /** One is given up: it leaves the queue and is kept aside, in one. */
  bury(binding: string, { number, event }: Waiting, of: Pick<DeadLetter, 'binding' | 'at' | 'attempts' | 'error'>): DeadLetter {
    const before = this.waiting(binding);
    const id = (this.#dead.range({ reverse: true, limit: 1 })[0]?.[0] ?? 0) + 1;
    const letter: DeadLetter = { ...of, id, event };
    this.#repository.transaction(() => {
      this.#events.delete([binding, number]);
      this.#dead.put(id, { ...letter, queue: binding });
    });
    this.#waiting.set(binding, before - 1);
    return letter;
  }

  /** Those that were given up, oldest first. */
  dead(): DeadLetter[] {
    return this.#dead.entries().map(([, { queue: _, ...letter }]) => letter);
  }

  /** Dead letters are deleted, or with `to` put behind what waits there, in one. */
  settle(letters: readonly DeadLetter[], to?: (letter: DeadLetter) => string): void {
    this.#repository.transaction(() => {
      for (const letter of letters) {
        this.#dead.delete(letter.id);
        if (to !== undefined) this.append(to(letter), [letter.event]);
      }
    });
  }

  /** The binding is gone, and with it what waited and what was given up. */
  forget(binding: string): void {
    this.#repository.transaction(() => {
      for (const [key] of [...this.#events.walk({ prefix: [binding] })]) this.#events.delete(key);
      for (const [id, { queue }] of this.#dead.entries()) if (queue === binding) this.#dead.delete(id);
      this.#bindings.delete(binding);
    });
    this.#waiting.delete(binding);
  }

  /** The bindings that something is kept of. */
  known(): string[] {
    return this.#bindings.entries().map(([binding]) => binding);
  }
}
