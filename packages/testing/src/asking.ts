/** The host's side of the wire as a test needs it: operations with ids and deadlines, and what comes besides the answers. */
import {
  ProviderError, RowsFromProvider, WarningFromProvider,
  rowsOf, type AskOptions, type JsonObject, type OperationContext, type Progress, type RequestMessage,
} from '@provost/protocol';
import type { Connection, PendingRequest } from '@provost/protocol/node';

/** The host's default. */
const OPERATION_TIMEOUT_MS = 60_000;

type TakeRows = (rows: readonly JsonObject[]) => void;

/** One operation under way. */
export interface Asked<R> {
  readonly id: string;
  readonly result: Promise<R>;
  /** Rejects it at once, or where the provider is being loaded for it after that. Does nothing once it is settled. */
  cancel(reason: ProviderError): void;
}

/** Whom to ask. */
export interface Asks {
  /** The connection of the provider that serves now; a promise of it where it has to be loaded first. */
  acquire(): Connection | Promise<Connection>;
  /** An operation has ended. */
  ended(): void;
}

interface OpenOperation {
  readonly options: AskOptions | undefined;
  readonly takeRows: TakeRows | undefined;
  readonly extend: () => void;
}

export class Asking {
  readonly #asks: Asks;
  readonly #open = new Map<string, OpenOperation>();
  #connection: Connection | undefined;
  #lastNumber = 0;
  #underWay = 0;

  constructor(asks: Asks) {
    this.#asks = asks;
  }

  /** How many operations are not answered yet. */
  get underWay(): number {
    return this.#underWay;
  }

  /** The connection of the operation that was begun last. */
  get connection(): Connection {
    if (this.#connection === undefined) throw new ProviderError('CONNECTION_CLOSED', {}, { message: 'No operation has begun.' });
    return this.#connection;
  }

  /** Hears the rows and warnings of a connection. */
  hear(connection: Connection): void {
    connection.onNotification(RowsFromProvider, ({ context, rows }) => { this.#open.get(context)?.takeRows?.(rowsOf(rows, (what) => new ProviderError('PROTOCOL_VIOLATED', {}, { message: `The provider ${what}.` }))); });
    connection.onNotification(WarningFromProvider, ({ context, message }) => { this.#open.get(context)?.options?.onWarning?.(message); });
  }

  /** An operation has told how far it has come. */
  progressed(context: string, { percent, message }: Progress): void {
    const open = this.#open.get(context);
    open?.extend();
    open?.options?.onProgress?.({ ...(percent === undefined ? {} : { percent }), ...(message === undefined ? {} : { message }) });
  }

  /** Asks, and answers the result. */
  ask<P, R>(message: RequestMessage<P, R>, paramsWith: (context: OperationContext) => P, options?: AskOptions): Promise<R> {
    return this.begin(message, paramsWith, options).result;
  }

  /** Asks, with rows to come. */
  begin<P, R>(message: RequestMessage<P, R>, paramsWith: (context: OperationContext) => P, options?: AskOptions, takeRows?: TakeRows): Asked<R> {
    const id = `1.${++this.#lastNumber}`;
    const timeoutMs = options?.timeoutMs ?? OPERATION_TIMEOUT_MS;
    const operationId = options?.operationId === undefined ? {} : { operationId: options.operationId };
    const params = paramsWith({ id, timeoutMs, caller: { kind: 'embedder', pid: process.pid }, ...operationId });
    let pending: PendingRequest<R> | undefined;
    let givenUp: ProviderError | undefined;
    const cancel = (reason: ProviderError): void => {
      givenUp ??= reason;
      pending?.cancel(reason);
    };
    const send = (connection: Connection): Promise<R> => {
      this.#connection = connection;
      if (givenUp !== undefined) return Promise.reject(givenUp);
      const sent = connection.send(message, params, timeoutMs);
      pending = sent;
      this.#open.set(id, { options, takeRows, extend: () => { sent.extend(); } });
      return sent.result;
    };
    this.#underWay++;
    const acquired = this.#asks.acquire();
    const { signal } = options ?? {};
    const abort = (): void => { cancel(new ProviderError('OPERATION_CANCELLED', { mayHaveRun: true }, { message: `Operation ${id} was cancelled by its caller.` })); };
    const asked = 'then' in acquired ? acquired.then(send) : send(acquired);
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    const result = asked.finally(() => {
      this.#open.delete(id);
      this.#underWay--;
      signal?.removeEventListener('abort', abort);
      this.#asks.ended();
    });
    return { id, result, cancel };
  }
}
