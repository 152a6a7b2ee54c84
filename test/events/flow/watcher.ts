/** One of many who watch: what it has asked for, how it takes it, and whether what it was handed is what it should have been. */
import { Watch, type Door, type EventRow, type QueueLimits, type WhenFull } from '@provost/protocol';

/** How somebody takes events. */
export type Manner = 'quick' | 'slow' | 'stuck' | 'leaving';

/** What somebody asks for, and how he takes it. */
export interface WatcherPlan {
  readonly manner: Manner;
  /** Wants the events from this number to that one, and the last of all. */
  readonly from: number;
  readonly to: number;
  readonly last: number;
  readonly whenFull: Exclude<WhenFull, 'disconnect'>;
}

/** Where a queue may be filled to the brim within a run. */
export const QUEUE_EVENTS = 1_000;

/** What somebody was handed. */
export interface Taken {
  handed: number;
  dropped: number;
  overflows: number;
}

/** Turns of the event loop for which a slow one leaves a batch alone. */
const SLOW_TURNS = 40;

export class Watcher {
  readonly plan: WatcherPlan;
  readonly taken: Taken = { handed: 0, dropped: 0, overflows: 0 };
  readonly #name: string;
  #batches: AsyncIterator<readonly EventRow[]> | undefined;

  constructor(name: string, plan: WatcherPlan) {
    this.#name = `${name} (${plan.manner}, ${plan.whenFull})`;
    this.plan = plan;
  }

  /** Begins to watch. Resolves when nothing is missed. */
  async begin(door: Door): Promise<void> {
    const { from, to, last, whenFull } = this.plan;
    const queue: QueueLimits = { events: QUEUE_EVENTS, whenFull };
    this.#batches = door.stream(Watch, { query: `SELECT n, word FROM Tick WHERE n >= ${from} AND n <= ${to} OR n = ${last}`, queue })[Symbol.asyncIterator]() as AsyncIterator<readonly EventRow[]>;
    const first = await this.#batches.next();
    if (first.done === true || (first.value as readonly EventRow[]).length > 0) throw this.#broken('was not told that nothing is missed');
  }

  /** Takes what it was promised; one that is stuck only once `allRaised`. Rejects where anything is missing of which nobody has told, or comes out of order. */
  async take(allRaised: Promise<unknown>): Promise<void> {
    if (this.plan.manner === 'stuck') await allRaised;
    const enough = this.plan.manner === 'leaving' ? Math.ceil((this.#count() + 1) / 2) : this.#count() + 1;
    while (this.#seen < enough) {
      const { done, value } = await (this.#batches as AsyncIterator<readonly EventRow[]>).next();
      if (done === true) throw this.#broken('has ended');
      for (const event of value) this.#check(event);
      if (this.plan.manner === 'slow') for (let turn = 0; turn < SLOW_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    await this.#batches?.return?.();
  }

  /** How far it is, for one who wonders why it takes so long. */
  toString(): string {
    return `${this.#name} was handed ${this.taken.handed} and told of ${this.taken.dropped} dropped, of ${this.#count() + 1}`;
  }

  /** How many it wants besides the last. */
  #count(): number {
    return this.plan.to - this.plan.from + 1;
  }

  get #seen(): number {
    return this.taken.handed + this.taken.dropped;
  }

  #check({ __CLASS, n, Dropped }: EventRow): void {
    if (__CLASS === '__EventQueueOverflowEvent') {
      this.taken.overflows += 1;
      this.taken.dropped += Dropped as number;
      return;
    }
    const expected = this.#seen < this.#count() ? this.plan.from + this.#seen : this.plan.last;
    if (__CLASS !== 'Tick' || n !== expected) throw this.#broken(`was handed ${__CLASS} ${String(n)} in the place of ${expected}`);
    this.taken.handed += 1;
  }

  #broken(what: string): Error {
    return new Error(`${String(this)}: it ${what}`);
  }
}
