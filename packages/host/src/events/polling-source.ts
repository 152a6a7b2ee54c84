/** What becomes of instances of which nobody tells: the host looks every so often and compares by key. Only while somebody wants it, and with one copy of each instance. */
import { ProviderError, isErrorOf, isProviderError, type EventRow, type JsonObject } from '@provost/protocol';
import type { KnownClass } from '../classes/known-class.js';
import type { Clock, Timer } from '../clock.js';
import { eventBytes } from './event-bytes.js';
import type { EventSource } from './event-source.js';
import { Pace } from './pace.js';
import { isDetached } from './retry.js';
import { Snapshot, type Change } from './snapshot.js';
import type { Subscription } from './subscription.js';

export interface PollingTools {
  readonly clock: Clock;
  /** The instances of a class, and of those that derive from it, batch by batch. */
  readonly list: (className: string, signal: AbortSignal) => AsyncIterable<readonly JsonObject[]>;
  /** Nobody wants it any more. */
  readonly stopped: () => void;
}

const CLASS_OF = { created: '__InstanceCreationEvent', modified: '__InstanceModificationEvent', deleted: '__InstanceDeletionEvent' } as const satisfies Record<Change['how'], string>;
/** So many events everybody must have room for before the next are made. */
const ROOM = 256;

/** Nobody is asked more often, whatever a query says. */
const SHORTEST_MS = 10;

export class PollingSource implements EventSource {
  readonly key: string;
  readonly #ready: Promise<void>;
  readonly #tools: PollingTools;
  readonly #of: KnownClass;
  readonly #intervalMs: number;
  readonly #wanted = new Set<Subscription>();
  readonly #pace: Pace;
  readonly #abort = new AbortController();
  readonly #snapshot: Snapshot;
  #settle!: { readonly resolve: () => void; readonly reject: (reason: unknown) => void };
  #hasLooked = false;
  /** Whether the last look failed, of which they were told. */
  #isBlind = false;
  #hasBegun = false;
  #timer: Timer | undefined;

  constructor({ key, of, withinSeconds }: { readonly key: string; readonly of: KnownClass; readonly withinSeconds: number }, tools: PollingTools) {
    this.key = key;
    this.#of = of;
    this.#intervalMs = Math.max(SHORTEST_MS, withinSeconds * 1_000);
    this.#tools = tools;
    this.#pace = new Pace(tools.clock, () => this.#wanted, ROOM);
    this.#snapshot = new Snapshot(of.definition);
    this.#ready = new Promise((resolve, reject) => { this.#settle = { resolve, reject }; });
    this.#ready.catch(() => {}); // Those who wait are told; there may be none.
  }

  get isEmpty(): boolean {
    return this.#wanted.size === 0;
  }

  add(subscription: Subscription): Promise<void> {
    this.#wanted.add(subscription);
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      void this.#look();
    }
    return this.#ready;
  }

  remove(subscription: Subscription): void {
    if (!this.#wanted.delete(subscription)) return;
    this.#pace.check();
    if (this.isEmpty) this.stop();
  }

  taken(): void {
    this.#pace.check();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#pace.stop();
    this.#abort.abort();
    this.#settle.reject(new ProviderError('OPERATION_CANCELLED', {}, { message: 'Nobody wants these events any more.' }));
    this.#tools.stopped();
  }

  /** What a look that fails would have found is found by the next, but for what has come and gone by then. */
  async #look(): Promise<void> {
    const { signal } = this.#abort;
    try {
      await this.#compare(signal);
      [this.#hasLooked, this.#isBlind] = [true, false];
      this.#settle.resolve();
    } catch (error) {
      if (signal.aborted) return;
      if (!isProviderError(error)) throw error;
      if (!this.#hasLooked || (isErrorOf(error, 'INVALID_CLASS') && !isDetached(error))) return this.#fail(error);
      this.#tellBlind(error);
    }
    if (!signal.aborted) this.#timer = this.#tools.clock.after(this.#intervalMs, () => void this.#look());
  }

  async #compare(signal: AbortSignal): Promise<void> {
    const { namespace, definition } = this.#of;
    this.#snapshot.begin();
    for await (const rows of this.#tools.list(`${namespace}:${definition.name}`, signal)) {
      // Those of derived classes have a class of their own, and are looked at as theirs.
      for (const row of rows) if (!Object.hasOwn(row, '__CLASS')) this.#tell(this.#snapshot.see(row));
      if (this.#hasLooked) await this.#room();
    }
    for (const change of this.#snapshot.end()) {
      this.#tell(change);
      if (this.#hasLooked) await this.#room();
    }
  }

  #tell(change: Change | undefined): void {
    if (change === undefined || !this.#hasLooked) return;
    const { how, instance, previous } = change;
    const event: EventRow = {
      __CLASS: CLASS_OF[how], TIME_CREATED: this.#tools.clock.date().toISOString(), TargetInstance: this.#embedded(instance),
      ...(previous === undefined ? {} : { PreviousInstance: this.#embedded(previous) }),
    };
    const bytes = eventBytes(event);
    for (const one of this.#wanted) one.offer(event, bytes);
  }

  /** Once for all looks that fail in a row. */
  #tellBlind({ sentence }: ProviderError): void {
    if (this.#isBlind) return;
    this.#isBlind = true;
    for (const one of this.#wanted) one.missed({ Reason: `The host could not look at ${this.#of.namespace}:${this.#of.definition.name}, and tries again: ${sentence}` });
  }

  #embedded(instance: JsonObject): JsonObject {
    return { __CLASS: this.#of.definition.name, __PATH: this.#snapshot.pathOf(this.#of.namespace, instance), ...instance };
  }

  #room(): Promise<void> {
    return new Promise((resolve) => { this.#pace.took(resolve); });
  }

  #fail(error: ProviderError): void {
    this.#settle.reject(error);
    for (const one of this.#wanted) one.end(error);
    this.#tools.stopped();
  }
}
