/** The host seen from outside: the same whether through a socket (the client package) or in the same process (an embedded host). */
import type { JsonObject } from './schema/schema.js';
import type { Progress } from './messages/provider-messages.js';
import type { ParamsOf, RequestMessage, ResultOf } from './messages/message.js';

/** A request whose rows come in batches. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any message of that shape, whatever else its parameters are
export type StreamMessage = RequestMessage<any, { readonly count: number }>;

/** The parameters that a caller gives; the door adds the operation's number and the credit. */
export type AskedParams<M> = Omit<ParamsOf<M>, 'operation' | 'credit'>;

/** The part of AbortSignal that is used; any AbortSignal is one. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface DoorOptions {
  readonly signal?: AbortSignalLike;
  readonly onProgress?: (progress: Progress) => void;
  readonly onWarning?: (message: string) => void;
}

/** Where requests to the host go in. Everything it rejects with is a ProviderError. */
export interface Door {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see StreamMessage
  request<M extends RequestMessage<any, any>>(message: M, params: AskedParams<M>, options?: DoorOptions): Promise<ResultOf<M>>;

  /** Rows batch by batch. Taking the next batch is what grants more; leaving the loop cancels the rest. */
  stream<M extends StreamMessage>(message: M, params: AskedParams<M>, options?: DoorOptions): AsyncIterable<readonly JsonObject[]>;
}
