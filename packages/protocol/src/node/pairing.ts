/**
 * One connection of vscode-jsonrpc as this package uses it: it pairs our requests with their answers and the peer's requests with ours. Frames go
 * in and out through the hooks; its queue, its timers, its log and its cancellation are not used. Order and limits are left to the connection.
 */
import { Event, NullLogger, ResponseError, createMessageConnection, type DataCallback, type Message, type MessageConnection, type RequestType } from 'vscode-jsonrpc';
import { fromWireError } from '../index.js';
import type { OpenRequest } from './incoming-requests.js';
import type { OutgoingMessage } from './message-codec.js';
import { dispatchAtOnce } from './runtime-layer.js';
import type { RequestId, WireMessage } from './wire-message.js';

/** What the library calls back for. None of them may throw. */
export interface LibraryHooks {
  /** The id that a request of ours was given, before it is written; who its answer is to be given to. */
  issue(id: number, pairing: Pairing): void;
  write(message: OutgoingMessage): void;
  begin(id: RequestId): OpenRequest;
  /** The result, or a WireError wrapped by {@link refusal}. */
  answer(method: string, params: object | undefined, request: OpenRequest): unknown;
}

const WRITTEN = Promise.resolve();
const NO_ERRORS = Event.None as Event<never>;

/** The library numbers the requests of each of its connections from 0; on the wire they are numbered on from those of the one before. */
export class Pairing {
  readonly firstId: number;
  /** How many messages were put into it. */
  taken = 0;
  readonly #rpc: MessageConnection;
  #take!: DataCallback;

  constructor(hooks: LibraryHooks, firstId: number) {
    this.firstId = firstId;
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
          enableCancellation: (request) => { hooks.issue(firstId + (request.id as number), this); },
          sendCancellation: () => WRITTEN,
          cleanup: () => undefined,
        },
      },
    });
    this.#rpc.onRequest((method, params, token) => hooks.answer(method, params as object | undefined, token as unknown as OpenRequest));
    this.#rpc.listen();
  }

  send(type: RequestType<object, unknown, unknown>, params: object): Promise<unknown> {
    this.taken += 1;
    return this.#rpc.sendRequest(type, params);
  }

  /** A request of the peer. Its handler is called before this returns. */
  request(message: WireMessage): void {
    this.taken += 1;
    dispatchAtOnce(this.#take, message as Message);
  }

  /** The answer to a request that it has sent. */
  reply({ id, result, error }: WireMessage): void {
    this.#take({ jsonrpc: '2.0', id: (id as number) - this.firstId, result, error } as Message);
  }

  /** It waits for the answer of that request no longer. */
  forget(id: number): void {
    this.#take({ jsonrpc: '2.0', id: id - this.firstId, error: { code: 0, message: '' } } as Message);
  }

  get isAwaiting(): boolean {
    return this.#rpc.hasPendingResponse();
  }

  dispose(): void {
    this.#rpc.dispose();
  }
}

/** The error that an answer holds. What is no answer is a fault of ours, and goes on as it is. */
export function answeredWith(error: unknown): unknown {
  return error instanceof ResponseError ? fromWireError({ code: error.code, message: error.message, data: error.data as object }) : error;
}
