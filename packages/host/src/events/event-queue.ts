/** The queue of one who watches: never more than its limits, and what is dropped is told by an event in the place where it would have been. Who takes from it, and when, is left to others. */
import type { EventRow, QueueLimits, WhenFull } from '@provost/protocol';

/** What holds where one who watches does not say. */
export const QUEUE_DEFAULTS = { events: 1_000, bytes: 8 * 1024 * 1024, whenFull: 'dropOldest' } as const satisfies Required<QueueLimits>;

interface Entry {
  readonly event: EventRow;
  readonly bytes: number;
}

/** Stands for events that were dropped; it takes no room. */
interface Gap {
  dropped: number;
}

/** What was taken: either part may be empty. */
export type Taken = readonly EventRow[];

export class EventQueue {
  readonly #limits: { readonly events: number; readonly bytes: number; readonly whenFull: WhenFull };
  readonly #overflow: (dropped: number) => EventRow;
  /** From `#head` on. */
  #entries: (Entry | Gap)[] = [];
  #head = 0;
  #length = 0;
  #bytes = 0;

  /** `overflow` makes the event that tells of so many dropped ones. */
  constructor({ events, bytes, whenFull }: QueueLimits, overflow: (dropped: number) => EventRow) {
    this.#limits = { events: events ?? QUEUE_DEFAULTS.events, bytes: bytes ?? QUEUE_DEFAULTS.bytes, whenFull: whenFull ?? QUEUE_DEFAULTS.whenFull };
    this.#overflow = overflow;
  }

  /** How many wait. */
  get length(): number {
    return this.#length;
  }

  get isEmpty(): boolean {
    return this.#head === this.#entries.length;
  }

  /** Whether so many events, of average size, would find room. */
  hasRoomFor(events: number): boolean {
    return this.#length === 0 || this.#length + events <= this.#limits.events;
  }

  /** Takes an event in; false where it is full and was to end then. An event that is larger than the whole queue is taken by an empty one. */
  put(event: EventRow, bytes: number): boolean {
    const { whenFull } = this.#limits;
    if (this.#fits(bytes)) return this.#append({ event, bytes });
    if (whenFull === 'disconnect') return false;
    if (whenFull === 'dropNewest') this.#dropNewest();
    else {
      this.#dropOldest(bytes);
      this.#append({ event, bytes });
    }
    return true;
  }

  /** The oldest, at most so many events and about so many bytes, but at least one. */
  take(events: number, bytes: number): Taken {
    const taken: EventRow[] = [];
    let size = 0;
    while (taken.length < events && this.#head < this.#entries.length) {
      const entry = this.#entries[this.#head] as Entry | Gap;
      if ('dropped' in entry) taken.push(this.#overflow(entry.dropped));
      else {
        if (taken.length > 0 && size + entry.bytes > bytes) break;
        size += entry.bytes;
        taken.push(entry.event);
        this.#left(entry);
      }
      this.#head += 1;
    }
    this.#compact();
    return taken;
  }

  clear(): void {
    this.#entries = [];
    [this.#head, this.#length, this.#bytes] = [0, 0, 0];
  }

  #fits(bytes: number): boolean {
    return this.#length === 0 || (this.#length < this.#limits.events && this.#bytes + bytes <= this.#limits.bytes);
  }

  #append(entry: Entry): true {
    this.#entries.push(entry);
    this.#length += 1;
    this.#bytes += entry.bytes;
    return true;
  }

  #dropNewest(): void {
    const last = this.#entries.at(-1);
    if (last !== undefined && this.#head < this.#entries.length && 'dropped' in last) last.dropped += 1;
    else this.#entries.push({ dropped: 1 });
  }

  /** What goes stays as one gap at the front. */
  #dropOldest(bytes: number): void {
    let dropped = 0;
    while (!this.#fits(bytes)) {
      const entry = this.#entries[this.#head] as Entry | Gap;
      this.#head += 1;
      if ('dropped' in entry) dropped += entry.dropped;
      else {
        dropped += 1;
        this.#left(entry);
      }
    }
    const next = this.#entries[this.#head];
    if (next !== undefined && 'dropped' in next) next.dropped += dropped;
    else this.#entries[(this.#head -= 1)] = { dropped }; // At least one has gone, so there is a place before the first.
    this.#compact();
  }

  #left({ bytes }: Entry): void {
    this.#length -= 1;
    this.#bytes -= bytes;
  }

  /** Lets the memory of what has gone go, at a cost that is small beside that of the events. */
  #compact(): void {
    if (this.#head === this.#entries.length) this.#entries = [];
    else if (this.#head > 256 && this.#head * 2 > this.#entries.length) this.#entries = this.#entries.slice(this.#head);
    else return;
    this.#head = 0;
  }
}
