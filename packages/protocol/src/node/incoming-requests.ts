/** The peer's requests that are being answered: which ids are taken, how many there are, and the signal of each. What they ask is left to the handlers. */
import type { AbstractCancellationTokenSource, CancellationToken } from 'vscode-jsonrpc';
import { ProviderError, TurnoverMap, type AbortSignalLike } from '../index.js';
import type { IncomingRequest } from './connection.js';
import type { RequestId } from './wire-message.js';

/**
 * A request being answered. To the library it is both the source of the cancellation and the token, which it passes through to the
 * handler and never looks at; so a request costs one small object.
 */
export class OpenRequest implements IncomingRequest, AbstractCancellationTokenSource, AbortSignalLike {
  #controller: AbortController | undefined;
  #reason: ProviderError | undefined;
  #listeners: (() => void)[] | undefined;
  /** Called once its answer is queued. */
  onAnswered: (() => void) | undefined;

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  get cancellation(): AbortSignalLike {
    return this;
  }

  whenAnswered(act: () => void): void {
    this.onAnswered = act;
  }

  get aborted(): boolean {
    return this.#reason !== undefined;
  }

  get reason(): ProviderError | undefined {
    return this.#reason;
  }

  /** Each is called once at most: it is aborted once. */
  addEventListener(_type: 'abort', listener: () => void): void {
    (this.#listeners ??= []).push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners?.filter((one) => one !== listener);
  }

  get token(): CancellationToken {
    return this as unknown as CancellationToken;
  }

  cancel(reason = new ProviderError('OPERATION_CANCELLED', {}, { message: 'The operation was cancelled: nobody waits for its result any more.' })): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
    for (const listener of this.#listeners ?? []) listener();
  }

  dispose(): void { /* Nothing is held. */ }
}

export class IncomingRequests {
  readonly #open = new TurnoverMap<RequestId, OpenRequest>();
  readonly #of: { readonly peer: string };
  readonly #requestsAtOnce: number;
  readonly #goOn: boolean;

  constructor(of: { readonly peer: string }, { atOnce, goOn }: { readonly atOnce: number; readonly goOn: boolean }) {
    this.#of = of;
    this.#requestsAtOnce = atOnce;
    this.#goOn = goOn;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Why a request of that id is not taken, or undefined when it is. */
  refusalOf(id: RequestId): ProviderError | undefined {
    if (this.#open.has(id)) {
      return new ProviderError('PROTOCOL_VIOLATED', { peer: this.#of.peer, id }, {
        message: `Request ${JSON.stringify(id)} is still being answered; an id may be used again after its answer.`,
      });
    }
    if (this.#open.size < this.#requestsAtOnce) return undefined;
    return new ProviderError('SERVER_LIMITS_EXCEEDED', { peer: this.#of.peer, requestsAtOnce: this.#requestsAtOnce }, {
      message: `${this.#requestsAtOnce} requests of this connection are being answered already (requestsAtOnce).`,
      remedy: 'Wait for answers before asking more.',
    });
  }

  begin(id: RequestId): OpenRequest {
    const request = new OpenRequest();
    this.#open.set(id, request);
    return request;
  }

  /** Its answer is queued; the id is free again. */
  end(id: RequestId): void {
    const request = this.#open.get(id);
    this.#open.delete(id);
    request?.onAnswered?.();
  }

  /** The peer wants no answer any more. One that is unknown or answered by now is nothing wrong. */
  cancel(id: unknown): void {
    this.#open.get(id as RequestId)?.cancel();
  }

  /** The connection has ended: what is being answered is aborted, unless it goes on. */
  close(reason: ProviderError): void {
    if (this.#goOn) return this.#open.clear();
    const open = this.#open.values();
    this.#open.clear();
    for (const request of open) request.cancel(reason);
  }
}
