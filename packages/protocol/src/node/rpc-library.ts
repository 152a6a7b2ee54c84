/**
 * vscode-jsonrpc as this package uses it: it pairs our requests with their answers and the peer's requests with ours. Frames go in
 * and out through the hooks; its queue, its timers, its log and its cancellation are not used. Order and limits are left to the connection.
 */
import {
  Event, NullLogger, ParameterStructures, RequestType, ResponseError, createMessageConnection,
  type DataCallback, type Message, type MessageConnection,
} from 'vscode-jsonrpc';
import { isProviderError, fromWireError, type ProviderError, type WireError } from '../index.js';
import type { OpenRequest } from './incoming-requests.js';
import type { OutgoingMessage } from './message-codec.js';
import { dispatchAtOnce } from './runtime-layer.js';
import type { RequestId, WireMessage } from './wire-message.js';

/** What the library calls back for. None of them may throw. */
export interface LibraryHooks {
  /** The id that a request of ours was given, before it is written. */
  issue(id: number): void;
  write(message: OutgoingMessage): void;
  begin(id: RequestId): OpenRequest;
  /** The result, or a WireError wrapped by {@link refusal}. */
  answer(method: string, params: object | undefined, request: OpenRequest): unknown;
}

const WRITTEN = Promise.resolve();
const NO_ERRORS = Event.None as Event<never>;

/** An answer that is an error. */
export function refusal(error: WireError): unknown {
  return new ResponseError(error.code, error.message, error.data);
}

export class RpcLibrary {
  readonly #rpc: MessageConnection;
  readonly #types = new Map<string, RequestType<object, unknown, unknown>>();
  #take!: DataCallback;

  constructor(hooks: LibraryHooks) {
    const reader = {
      onError: NO_ERRORS,
      onClose: Event.None as Event<void>,
      onPartialMessage: NO_ERRORS,
      listen: (take: DataCallback) => {
        this.#take = take;
        return { dispose: () => undefined };
      },
      dispose: () => undefined,
    };
    const writer = {
      onError: NO_ERRORS,
      onClose: Event.None as Event<void>,
      write: (message: Message) => {
        hooks.write(message as OutgoingMessage);
        return WRITTEN;
      },
      end: () => undefined,
      dispose: () => undefined,
    };
    this.#rpc = createMessageConnection(reader, writer, NullLogger, {
      // Without a limit it would queue answers; with one that is never reached it pairs them at once.
      maxParallelism: Number.MAX_SAFE_INTEGER,
      cancellationStrategy: {
        receiver: { createCancellationTokenSource: (id: RequestId) => hooks.begin(id) },
        sender: {
          enableCancellation: (request) => { hooks.issue(request.id as number); },
          sendCancellation: () => WRITTEN,
          cleanup: () => undefined,
        },
      },
    });
    this.#rpc.onRequest((method, params, token) => hooks.answer(method, params as object | undefined, token as unknown as OpenRequest));
    this.#rpc.listen();
  }

  /** Sends a request. Its answer settles the promise; an error rejects it as a ProviderError. Throws when params are no object. */
  send(method: string, params: object, resolve: (result: unknown) => void, reject: (reason: ProviderError) => void): void {
    // A type, and not only the name: given a name, the library looks into the parameters for what may be a token.
    let type = this.#types.get(method);
    if (type === undefined) this.#types.set(method, type = new RequestType(method, ParameterStructures.byName));
    this.#rpc.sendRequest(type, params).then(resolve, (error: unknown) => {
      if (error instanceof ResponseError) reject(fromWireError({ code: error.code, message: error.message, data: error.data as object }));
      else if (isProviderError(error)) reject(error);
    });
  }

  /** A request's handler, and whoever waits for an answer, is called before this returns; the latter by way of a promise. */
  take(message: WireMessage): void {
    if (message.method === undefined) this.#take(message as Message);
    else dispatchAtOnce(this.#take, message as Message);
  }

  /** Whether it holds a request that is not answered. */
  get isAwaiting(): boolean {
    return this.#rpc.hasPendingResponse();
  }

  /** It waits for the answer of that request no longer. */
  forget(id: number, reason: ProviderError): void {
    this.#take({ jsonrpc: '2.0', id, error: { code: reason.number, message: reason.sentence } } as Message);
  }

  dispose(): void {
    this.#rpc.dispose();
  }
}
