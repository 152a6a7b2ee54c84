/**
 * The host as a client sees it, for a provider: the requests of clients, over the provider's own connection, each with the context in which
 * it is asked. Nothing is made before an author asks for it. Whether the host lets it ask is the host's part.
 */
import {
  ConnectionDoor, HostObjects, KnownClasses, ProviderError, PushFromProvider, eitherOf, takesOperation,
  type AskedParams, type DoorOptions, type JsonObject, type PushParams, type RequestMessage, type ResultOf, type StreamMessage,
} from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';

export class HostAccess {
  readonly #line: { readonly current: Connection };
  readonly #classes = new KnownClasses();
  #made: { readonly door: ConnectionDoor; readonly over: Connection } | undefined;
  #closedFor: ProviderError | undefined;

  constructor(line: { readonly current: Connection }) {
    this.#line = line;
  }

  /**
   * The host for one context: the id of an operation, `load`, or of a job. What is under way when `signalOf()` aborts is cancelled; what is
   * asked after that, as to tidy up, is asked all the same.
   */
  hostOf(context: string, signalOf?: () => AbortSignal): HostObjects {
    return new HostObjects({
      // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see Door
      request: async <M extends RequestMessage<any, any>>(message: M, params: AskedParams<M>, options?: DoorOptions): Promise<ResultOf<M>> => {
        // What is known of a class is shared, so that no single context's end may cost the others the answer.
        const bound = takesOperation(message) ? boundTo(signalOf, options) : options;
        return this.#door().request(message, { ...(params as JsonObject), context } as unknown as AskedParams<M>, bound);
      },
      stream: <M extends StreamMessage>(message: M, params: AskedParams<M>, options?: DoorOptions) => this.#stream(message, { ...params, context }, signalOf, options),
    }, this.#classes);
  }

  /** Asks what a provider alone may ask. */
  push(params: PushParams): Promise<{ readonly count: number }> {
    try {
      return this.#door().request(PushFromProvider, params);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** The provider has let go and asks nothing any more: what is under way rejects, and so does all that comes. */
  close(provider: string): void {
    this.#closedFor ??= new ProviderError('SERVER_IS_SHUTTING_DOWN', { provider, pid: process.pid }, {
      message: `Provider "${provider}" (pid ${process.pid}) has let go: it can ask its host nothing any more.`,
      remedy: 'Await what asks the host: in release, in deferred work, or in a background job, which ends before the provider does.',
    });
    this.#made?.door.close(this.#closedFor);
  }

  async *#stream<M extends StreamMessage>(message: M, params: AskedParams<M>, signalOf: (() => AbortSignal) | undefined, options: DoorOptions | undefined): AsyncGenerator<readonly JsonObject[]> {
    yield* this.#door().stream(message, params, boundTo(signalOf, options));
  }

  #door(): ConnectionDoor {
    if (this.#closedFor !== undefined) throw this.#closedFor;
    const over = this.#line.current;
    if (this.#made?.over !== over) this.#made = { door: new ConnectionDoor(over), over };
    return this.#made.door;
  }
}

function boundTo(signalOf: (() => AbortSignal) | undefined, options: DoorOptions | undefined): DoorOptions | undefined {
  const signal = signalOf?.();
  return signal === undefined || signal.aborted ? options : { ...options, signal: eitherOf(signal, options?.signal) };
}
