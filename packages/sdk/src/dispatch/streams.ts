/** The lists and subscriptions under way, by their context: what is sent by credit, and granted it by name. */
import type { ParamsOf, QueriesToProvider, ResultOf } from '@provost/protocol';

/** What is sent by credit. */
export interface Stream {
  grant(credit: number): void;
  interests?(queries: ParamsOf<typeof QueriesToProvider>['queries']): Promise<void>;
}

export class Streams {
  readonly #open = new Map<string, Stream>();

  /** Whether a context is one of a list or a subscription. */
  has(context: string): boolean {
    return this.#open.has(context);
  }

  /** Keeps it open while something runs. */
  async during<T>(context: string, stream: Stream, run: () => T | Promise<T>): Promise<T> {
    this.#open.set(context, stream);
    try {
      return await run();
    } finally {
      this.#open.delete(context);
    }
  }

  /** Allows that many batches more. One that has ended wants none. */
  grant(context: string, credit: number): void {
    this.#open.get(context)?.grant(credit);
  }

  /** Who wants the events of a subscription has changed. Of one that has ended nobody is told. */
  async interests({ context, queries }: ParamsOf<typeof QueriesToProvider>): Promise<ResultOf<typeof QueriesToProvider>> {
    await this.#open.get(context)?.interests?.(queries);
    return {};
  }
}
