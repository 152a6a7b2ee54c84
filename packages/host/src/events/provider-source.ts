/**
 * The events that a provider raises of one class: one long request, open from the first who wants them to the last, over a lease of its own, so that the
 * provider is at work meanwhile. One that is lost is loaded and asked again, and those who watch are told that events may be missing.
 */
import { CreditToProvider, ProviderError, QueriesToProvider, Subscribe, type EventInterest, type EventRow, type JsonObject } from '@provost/protocol';
import type { LeaseSource } from '../activation/lease-source.js';
import type { Lease } from '../activation/lease.js';
import type { Clock, Timer } from '../clock.js';
import type { InFlight } from '../operations/in-flight.js';
import { floodedBy, rowsFrom } from '../operations/row-stream.js';
import type { Registration } from '../registration/registration.js';
import type { RegisteredClass } from '../registration/held-registrations.js';
import { eventBytes } from './event-bytes.js';
import type { EventSource } from './event-source.js';
import { oneAtATime } from './one-at-a-time.js';
import { Pace } from './pace.js';
import { ProviderEvents } from './provider-events.js';
import { isDetached, isPassing, isUnregistered, pauseMs } from './retry.js';
import type { Subscription } from './subscription.js';

export interface ProviderSourceTools {
  readonly clock: Clock;
  readonly inFlight: InFlight;
  /** Who gives leases of the provider as it is registered now. Throws where it is not any more. */
  readonly source: () => LeaseSource;
  /** The class as it is registered now. */
  readonly of: () => RegisteredClass;
  /** How long it may take to answer. */
  readonly timeoutOf: (registration: Registration) => number;
  /** A subscription takes no part in the provider's concurrency: it is told when one begins, before it is asked, and when it is over. */
  readonly counted: (by: 1 | -1) => void;
  /** Settles when the provider is through with an earlier subscription of the same key. */
  readonly earlier: Promise<void>;
  /** Nobody wants it any more; the provider may not be through with it. */
  readonly stopped: () => void;
  /** It is over, and the provider is through with it. */
  readonly over: () => void;
}

/** Batches that may be on their way; together no more than everybody must have room for. */
const CREDIT = 2;
const BATCH_EVENTS = 256;
/** A subscription has no deadline; a connection's timer cannot wait longer. */
const NEVER_MS = 2 ** 31 - 1;

export class ProviderSource implements EventSource {
  readonly key: string;
  readonly provider: string;
  readonly #tools: ProviderSourceTools;
  readonly #wanted = new Set<Subscription>();
  readonly #pace: Pace;
  readonly #abort = new AbortController();
  readonly #tellQueries = oneAtATime(() => this.#tellQueriesNow());
  #bookmark: string | undefined;
  #ready!: { readonly promise: Promise<void>; readonly resolve: () => void; readonly reject: (reason: unknown) => void };
  #hasBegun = false;
  #wasReady = false;
  #failures = 0;
  #timer: Timer | undefined;
  #endPause: (() => void) | undefined;
  #lease: Lease | undefined;
  #operationId: string | undefined;
  #whenBack: (() => void) | undefined;
  /** The lease that is to be left for another life of the provider. */
  #leaving: Lease | undefined;

  constructor(of: { readonly key: string; readonly provider: string; readonly bookmark?: string | undefined }, tools: ProviderSourceTools) {
    this.key = of.key;
    this.provider = of.provider;
    this.#bookmark = of.bookmark;
    this.#tools = tools;
    this.#pace = new Pace(tools.clock, () => this.#wanted, CREDIT * BATCH_EVENTS);
    this.#readyAnew();
  }

  get isEmpty(): boolean {
    return this.#wanted.size === 0;
  }

  async add(subscription: Subscription): Promise<void> {
    this.#wanted.add(subscription);
    if (this.#hasBegun) {
      await Promise.all([this.#ready.promise, this.#tellQueries()]);
      return;
    }
    this.#hasBegun = true;
    void this.#run();
    await this.#ready.promise;
  }

  remove(subscription: Subscription): void {
    if (!this.#wanted.delete(subscription)) return;
    this.#pace.check();
    if (this.isEmpty) this.stop();
    else this.#tellQueries().catch(() => {}); // Those who are there have been told of what they want.
  }

  taken(): void {
    this.#pace.check();
  }

  /** A pause before it is asked again ends. */
  hurry(): void {
    this.#timer?.cancel();
    this.#endPause?.();
  }

  stop(): void {
    if (this.#abort.signal.aborted) return;
    this.hurry();
    this.#pace.stop();
    this.#abort.abort();
    this.#ready.reject(ended());
    this.#tools.stopped();
    if (!this.#hasBegun) this.#tools.over();
  }

  /** The life that raises them is told to go once what is open has ended: this must not keep it. Another is asked. */
  leaveDraining(): void {
    const lease = this.#lease;
    if (lease === undefined || this.#leaving === lease || lease.activation.state.name !== 'draining') return;
    const { registration: { name, decoupled }, pid, connection } = lease.activation;
    if (connection.isClosed) return; // It has ended by that, and says more of it.
    this.#leaving = lease;
    lease.cancel(new ProviderError('OPERATION_CANCELLED', { provider: name, reason: 'draining' }, { message: decoupled === undefined ? 'The provider is being replaced.' : `The program (pid ${pid}) of provider "${name}" detaches itself.` }));
  }

  /** Something has happened to the provider: a program that was gone may have attached itself again. */
  lookAgain(): void {
    this.#whenBack?.();
  }

  /** Where nobody is asked now, the next is asked with all queries from the start. */
  async #tellQueriesNow(): Promise<void> {
    if (this.#lease === undefined || this.#operationId === undefined) return;
    const { connection, registration } = this.#lease.activation;
    try {
      await connection.request(QueriesToProvider, { context: this.#operationId, queries: this.#interests() }, { timeoutMs: this.#tools.timeoutOf(registration), signal: this.#abort.signal });
    } catch (error) {
      if (!connection.isClosed && !this.#abort.signal.aborted) throw error; // One that was lost is asked anew, and all are told of it.
    }
  }

  async #run(): Promise<void> {
    await this.#tools.earlier;
    while (!this.#abort.signal.aborted) {
      const { error, through } = await this.#stream();
      // Who watches is told at once: a provider may take its time until it is through, or never be.
      if (!this.#abort.signal.aborted) this.#ended(error);
      await through;
      if (this.#abort.signal.aborted) break;
      this.#failures += 1;
      await (isDetached(error) ? this.#attachedAgain() : this.#pause(pauseMs(this.#failures, error)));
    }
    this.#tools.over();
  }

  #ended(error: ProviderError): void {
    if (isUnregistered(error)) {
      this.#ready.reject(error);
      return this.stop(); // Those who watch are told by who finds that the class is gone, and may have others to watch.
    }
    if (!this.#isWorthwhile(error)) return this.#fail(error);
    this.#lost(error);
    for (const one of this.#wanted) one.trouble = error;
  }

  /** Settles when it has ended, with the reason; `through` when the provider is through with it. */
  async #stream(): Promise<{ readonly error: ProviderError; readonly through: Promise<void> }> {
    let lease: Lease | undefined;
    let error: ProviderError;
    this.#tools.counted(1);
    try {
      const of = this.#tools.of();
      const events = new ProviderEvents(of, () => this.#tools.clock.date());
      const asked = { name: 'subscribe', target: `${of.namespace}:${of.definition.name}`, caller: { kind: 'host' as const, pid: process.pid }, timeoutMs: Infinity, options: { signal: this.#abort.signal } };
      await this.#tools.inFlight.perform(this.#tools.source(), asked, (got, _context, operation) => {
        lease = this.#lease = got;
        this.#operationId = operation.id;
        let credit = CREDIT;
        operation.rowsTo = (rows) => {
          if ((credit -= 1) < 0) return flooded(got);
          this.#arrived(rowsFrom(got.activation, rows), events, got);
          this.#pace.took(() => {
            credit += 1;
            got.activation.connection.notify(CreditToProvider, { context: operation.id, credit: 1 });
          });
        };
        const params = { context: { id: operation.id, caller: asked.caller }, class: of.definition.name, credit: CREDIT, queries: this.#interests(), ...(this.#bookmark === undefined ? {} : { bookmark: this.#bookmark }) };
        return got.call(Subscribe, params, { timeoutMs: NEVER_MS, remainingMs: NEVER_MS });
      });
      error = endedItself(of);
    } catch (thrown) {
      error = thrown as ProviderError;
    }
    this.#lease = undefined;
    this.#pace.stop();
    const through = (lease === undefined ? Promise.resolve() : returned(lease)).then(() => { this.#tools.counted(-1); });
    return { error, through };
  }

  #arrived(rows: readonly JsonObject[], events: ProviderEvents, lease: Lease): void {
    if (rows.length === 0) return this.#begun();
    for (const row of rows) {
      let event: EventRow;
      try {
        event = events.read(row, lease.activation.validates);
      } catch (error) {
        return lease.cancel(error as ProviderError);
      }
      this.#bookmark = event.__BOOKMARK ?? this.#bookmark;
      this.#bring(event);
    }
  }

  #begun(): void {
    for (const one of this.#wanted) one.trouble = undefined;
    this.#wasReady = true;
    this.#failures = 0;
    this.#ready.resolve();
  }

  #bring(event: EventRow): void {
    const bytes = eventBytes(event);
    const isOfEvents = event.__CLASS.startsWith('__Event'); // That some are missing concerns everybody, whatever they asked for.
    for (const one of this.#wanted) {
      if (isOfEvents) one.tell(event);
      else one.offer(event, bytes);
    }
  }

  #lost({ facts, sentence }: ProviderError): void {
    if (!this.#wasReady || this.#failures > 0) return;
    const provider = facts['provider'];
    for (const one of this.#wanted) one.missed({ Reason: sentence, ...(typeof provider === 'string' ? { Provider: provider } : {}) });
    this.#readyAnew();
  }

  #isWorthwhile(error: ProviderError): boolean {
    return isPassing(error) && (this.#wasReady || this.#leaving !== undefined);
  }

  #fail(error: ProviderError): void {
    this.#ready.reject(error);
    for (const one of this.#wanted) one.end(error);
    this.stop(); // Who comes now is given another, once the provider is through with this.
  }

  /** Settles when it may be: nobody but the program itself can bring it back. */
  #attachedAgain(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenBack = resolve;
      this.#abort.signal.addEventListener('abort', () => { resolve(); }, { once: true });
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#endPause = resolve;
      this.#timer = this.#tools.clock.after(ms, resolve);
    });
  }

  #interests(): EventInterest[] {
    return [...this.#wanted].map(({ id, watched }) => ({ id, query: watched.text, ...(watched.conditions.length === 0 ? {} : { conditions: watched.conditions }) }));
  }

  #readyAnew(): void {
    let [resolve, reject] = [(): void => {}, (_reason: unknown): void => {}];
    const promise = new Promise<void>((settle, refuse) => { [resolve, reject] = [settle, refuse]; });
    promise.catch(() => {}); // Those who wait are told; there may be none.
    this.#ready = { promise, resolve, reject };
  }
}

/** Settles when the provider is through with it. */
function returned(lease: Lease): Promise<void> {
  if (!lease.isAbandoned) return Promise.resolve();
  return new Promise((resolve) => {
    const { onOver } = lease;
    lease.onOver = () => {
      onOver?.();
      resolve();
    };
  });
}

function flooded(lease: Lease): void {
  lease.cancel(floodedBy(lease.activation, CREDIT));
  lease.activation.enter({ name: 'misbehaved' });
}

function ended(): ProviderError {
  return new ProviderError('OPERATION_CANCELLED', {}, { message: 'Nobody wants these events any more.' });
}

/** It is to go on for as long as it is not cancelled. */
function endedItself({ registration: { name }, definition }: RegisteredClass): ProviderError {
  return new ProviderError('FAILED', { provider: name }, { message: `Provider "${name}" has ended the events of ${definition.name} by itself.` });
}
