/** What a provider has open for its consumers, and what it means to be given events for one. */
import { ProviderError, type CloseSink, type Deliver, type ParamsOf, type ResultOf } from '@provost/protocol';
import type { ConsumerFunctions } from '../define/consumer.js';
import type { ClassPlan } from './class-plan.js';
import type { Work } from './operations.js';
import type { Request } from './request.js';

interface Sink {
  readonly functions: ConsumerFunctions;
  /** As it was when it was opened. */
  readonly consumer: string;
  readonly value: unknown;
}

export class ConsumerSinks {
  readonly #open = new Map<string, Sink>();
  readonly #state: unknown;
  /** Told of what `close` throws: nobody waits for it. */
  readonly #failed: (what: string, thrown: unknown) => void;

  constructor(state: unknown, failed: (what: string, thrown: unknown) => void) {
    this.#state = state;
    this.#failed = failed;
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /** Gives events to a consumer. */
  deliver(plan: ClassPlan, functions: ConsumerFunctions, params: ParamsOf<typeof Deliver>, incoming: Work<unknown>['incoming']): Work<ResultOf<typeof Deliver>> {
    const { name, key } = plan.definition;
    const consumer = plan.instance.read(params.consumer) as Record<string, unknown>;
    const id = idOf(name, key.map((part) => params.consumer[part]));
    return {
      operation: 'deliver', what: `deliver to ${plan.nameOf(params.consumer)}`, params, incoming,
      call: async (request) => {
        const sink = await this.#sinkOf(id, functions, { consumer, text: JSON.stringify(params.consumer) }, request);
        try {
          await functions.deliver(params.events, sink.value, this.#state, request);
        } catch (thrown) {
          await this.#close(id); // What it has failed with may be what is open.
          throw thrown;
        }
      },
      answer: () => ({}),
    };
  }

  /** Closes what is open for a consumer; nothing where that is nothing. */
  async close({ class: name, key }: ParamsOf<typeof CloseSink>): Promise<void> {
    await this.#close(idOf(name, Object.values(key)));
  }

  /** Closes all, at release. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.#close(id)));
  }

  async #sinkOf(id: string, functions: ConsumerFunctions, { consumer, text }: { readonly consumer: unknown; readonly text: string }, request: Request): Promise<Sink> {
    const there = this.#open.get(id);
    if (there?.consumer === text) return there;
    await this.#close(id);
    const value: unknown = functions.open === undefined ? consumer : await functions.open(consumer, this.#state, request);
    const sink = { functions, consumer: text, value };
    this.#open.set(id, sink);
    return sink;
  }

  async #close(id: string): Promise<void> {
    const sink = this.#open.get(id);
    this.#open.delete(id);
    try {
      await sink?.functions.close?.(sink.value, this.#state);
    } catch (thrown) {
      this.#failed(`close of the sink of ${id}`, thrown);
    }
  }
}

/** Refuses what is no class of consumers of the provider's. */
export function notConsumed(provider: string, name: string): ProviderError {
  return new ProviderError('NOT_SUPPORTED', { provider }, { message: `Provider "${provider}" delivers to no consumers of class ${name}.` });
}

function idOf(name: string, key: readonly unknown[]): string {
  return `${name} ${JSON.stringify(key)}`;
}
