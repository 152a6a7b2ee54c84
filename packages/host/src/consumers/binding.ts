/** One binding at work: what its filter wants is kept as it comes, and a deliverer takes it from there. What cannot begin is tried again, and says why meanwhile. */
import { isProviderError, type DeadLetter, type EventRow, type JsonObject, type ProviderError, type SubscriptionView } from '@provost/protocol';
import type { Clock, Timer } from '../clock.js';
import type { Delivery, EventHub } from '../events/event-hub.js';
import { Deliverer } from './deliverer.js';
import type { DeliveryQueue } from './delivery-queue.js';

export interface BindingTools {
  readonly clock: Clock;
  readonly hub: EventHub;
  readonly queue: DeliveryQueue;
  readonly attempts: () => number;
  readonly mostWaiting: () => number;
  /** The filter as it is now. Throws where it is not there. */
  readonly filterOf: () => JsonObject;
  readonly deliver: (events: readonly EventRow[]) => Promise<void>;
  readonly buried: (letter: DeadLetter, error: ProviderError) => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

export class Binding {
  readonly id: string;
  readonly path: string;
  readonly filter: string;
  readonly consumer: string;
  readonly namespace: string;
  readonly #tools: BindingTools;
  readonly #deliverer: Deliverer;
  #watching: Delivery | undefined;
  #query: string | undefined;
  #why: ProviderError | undefined;
  #timer: Timer | undefined;
  #failures = 0;
  #hasBegun = false;
  #isOver = false;

  constructor(of: { readonly id: string; readonly path: string; readonly filter: string; readonly consumer: string; readonly namespace: string }, tools: BindingTools) {
    this.id = of.id;
    this.path = of.path;
    this.filter = of.filter;
    this.consumer = of.consumer;
    this.namespace = of.namespace;
    this.#tools = tools;
    const { clock, queue, deliver, buried, attempts } = tools;
    this.#deliverer = new Deliverer({ id: of.id, binding: of.path }, { clock, queue, deliver, buried, attempts });
  }

  /** Begins to watch, and to deliver what waits from before. */
  start(): void {
    this.#deliverer.wake();
    this.#watch();
  }

  /** What kept it may be over. */
  again(): void {
    this.#deliverer.again();
    if (this.#watching === undefined) this.#watch();
  }

  /** Its filter has changed: it watches anew. */
  restart(): void {
    const watching = this.#watching;
    this.#watching = undefined;
    this.#hasBegun = false;
    watching?.end();
    this.#watch();
  }

  /** Nothing more is watched or delivered; what waits stays. */
  stop(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#watching?.end();
    this.#deliverer.stop();
  }

  view(dead: number): SubscriptionView {
    const why = this.#why ?? this.#watching?.trouble() ?? this.#deliverer.why;
    return {
      binding: this.path, filter: this.filter, consumer: this.consumer, query: this.#query ?? null,
      state: why !== undefined ? 'failing' : this.#hasBegun ? 'active' : 'starting', why: why === undefined ? null : `${why.code}: ${why.sentence}`,
      waiting: this.#tools.queue.waiting(this.id), delivered: this.#deliverer.delivered, dead,
    };
  }

  #watch(): void {
    if (this.#isOver || this.#watching !== undefined) return;
    this.#timer?.cancel();
    try {
      const { Query, EventNamespace } = this.#tools.filterOf();
      this.#query = String(Query);
      const bookmark = this.#tools.queue.bookmark(this.id);
      const params = { query: this.#query, namespace: String(EventNamespace ?? 'root'), ...(bookmark === undefined ? {} : { bookmark }) };
      const watching = this.#tools.hub.subscribe(params, (events) => this.#keep(events));
      this.#watching = watching;
      watching.ready.then(() => this.#begun(watching), () => {}); // `ended` says why.
      void watching.ended.then((error) => this.#ended(watching, error));
    } catch (error) {
      if (!isProviderError(error)) throw error;
      this.#failed(error);
    }
  }

  /** Returns once they are kept, and once there is room for more: until then they wait where they are bounded too. */
  async #keep(events: readonly EventRow[]): Promise<void> {
    this.#tools.queue.append(this.id, events);
    this.#deliverer.wake();
    await this.#deliverer.roomFor(this.#tools.mostWaiting());
  }

  #begun(watching: Delivery): void {
    if (this.#watching !== watching) return;
    this.#hasBegun = true;
    this.#failures = 0;
    this.#why = undefined;
  }

  #ended(watching: Delivery, error: ProviderError | undefined): void {
    if (this.#watching !== watching || this.#isOver) return;
    this.#watching = undefined;
    if (error !== undefined) this.#failed(error);
  }

  #failed(error: ProviderError): void {
    this.#why = error;
    this.#hasBegun = false;
    this.#failures += 1;
    this.#timer?.cancel();
    this.#timer = this.#tools.clock.after(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1)), () => this.#watch());
  }
}
