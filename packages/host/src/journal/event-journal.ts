/** What happened, in order and kept: every event has a number that never repeats and leaves no gap. Who tells what is left to those who append. */
import type { HostEvent } from '@provost/protocol';
import type { Clock } from '../clock.js';
import type { Repository } from '../repository/repository.js';
import type { Table } from '@provost/storage';

/** Older events than this are let go, whatever their number. */
const KEPT_MS = 30 * 86_400_000;
/** How many are read at a time: a reader never holds more. */
const PAGE = 256;
/** How many are let go with one event at most, so that no event waits for long. */
const TRIM_AT_ONCE = 64;

export interface JournalOptions {
  readonly clock: Clock;
  /** How many are kept. */
  readonly kept: () => number;
}

export interface ReadEvents {
  /** Only later ones than this number. */
  readonly since?: number;
  /** Only the last so many, of those there are. */
  readonly tail?: number;
  /** Goes on with what happens from now on, until the signal is aborted. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
}

export class EventJournal {
  readonly #events: Table<HostEvent, number>;
  readonly #repository: Repository;
  readonly #options: JournalOptions;
  readonly #listeners = new Set<(event: HostEvent) => void>();
  #last: number;
  #oldest: { readonly seq: number; readonly atMs: number };

  constructor(repository: Repository, options: JournalOptions) {
    this.#repository = repository;
    this.#options = options;
    this.#events = repository.table<HostEvent, number>('events');
    this.#last = this.#events.range({ reverse: true, limit: 1 })[0]?.[0] ?? 0;
    this.#oldest = this.#readOldest();
  }

  /** The number of the latest event. */
  get last(): number {
    this.#repository.settle();
    return this.#last;
  }

  /** Writes one down. Within a transaction of the repository it is kept or lost with it. Survives the host's death at once, a power failure a little later. */
  append(type: string, facts: Readonly<Record<string, unknown>> = {}): HostEvent {
    return this.#append(type, facts, this.#options.clock.date());
  }

  /** The same, with all else that is written soon, in its place among all events: what is appended later comes after it, and who reads finds it. Settles when it is kept. */
  appendSoon(type: string, facts: Readonly<Record<string, unknown>>): Promise<void> {
    const at = this.#options.clock.date();
    return this.#repository.soon(() => void this.#append(type, facts, at));
  }

  #append(type: string, facts: Readonly<Record<string, unknown>>, at: Date): HostEvent {
    // In the transaction, since what was to be written soon is written before it.
    return this.#repository.transaction(
      (transaction) => {
        const event: HostEvent = { ...facts, seq: this.#last + 1, at: at.toISOString(), type };
        this.#events.put(event.seq, event);
        this.#last = event.seq;
        if (event.seq === this.#oldest.seq) this.#oldest = { seq: event.seq, atMs: Date.parse(event.at) };
        transaction.onAbort(() => {
          this.#last = Math.min(this.#last, event.seq - 1);
          this.#oldest = this.#readOldest();
        });
        transaction.onCommit(() => this.#tell(event));
        this.#trim();
        return event;
      },
      { unsynced: true },
    );
  }

  /** Calls `listener` after each event, until the returned function is called. */
  on(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The events there are, and with `follow` those to come. A slow reader reads on from the journal, so it costs no memory; what was let go meanwhile is missing for it, as the numbers show. */
  async *read(options: ReadEvents = {}): AsyncGenerator<HostEvent> {
    const { signal, follow = false } = options;
    this.#repository.settle();
    let next = this.#firstOf(options);
    while (signal?.aborted !== true) {
      const page = this.#events.range({ start: next, limit: PAGE });
      for (const [seq, event] of page) {
        yield event;
        next = seq + 1;
      }
      if (page.length === PAGE) continue;
      if (!follow) return;
      await this.#more(next, signal);
    }
  }

  #firstOf({ since = 0, tail }: ReadEvents): number {
    return tail === undefined ? since + 1 : Math.max(since + 1, this.#last - tail + 1);
  }

  /** Settles once there is an event of that number, or the signal is aborted. */
  #more(next: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        unlisten();
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const unlisten = this.on((event) => {
        if (event.seq >= next) done();
      });
      signal?.addEventListener('abort', done, { once: true });
      if (this.#last >= next || signal?.aborted === true) done();
    });
  }

  #tell(event: HostEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Steady, at most one goes with each that comes; after a lower limit was set, more. The latest always stays, so that numbers go on. */
  #trim(): void {
    const lastToGo = this.#last - this.#options.kept();
    const tooOldMs = this.#options.clock.date().getTime() - KEPT_MS;
    for (let gone = 0; gone < TRIM_AT_ONCE && (this.#oldest.seq <= lastToGo || this.#oldest.atMs < tooOldMs); gone++) {
      if (this.#oldest.seq >= this.#last) return;
      this.#events.delete(this.#oldest.seq);
      this.#oldest = this.#readOldest();
    }
  }

  #readOldest(): { readonly seq: number; readonly atMs: number } {
    const [oldest] = this.#events.range({ limit: 1 });
    return oldest === undefined ? { seq: this.#last + 1, atMs: Infinity } : { seq: oldest[0], atMs: Date.parse(oldest[1].at) };
  }
}
