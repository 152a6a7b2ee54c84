/** The host's side of the wire as a test needs it: operations with ids and deadlines, and what comes besides the answers. */
import {
  ProgressFromProvider, ProviderError, RowsFromProvider, WarningFromProvider,
  type AskOptions, type JsonObject, type OperationContext, type RequestMessage,
} from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';

/** The host's default. */
const OPERATION_TIMEOUT_MS = 60_000;

type TakeRows = (rows: readonly JsonObject[]) => void;

/** One operation under way. */
export interface Asked<R> {
  readonly id: string;
  readonly result: Promise<R>;
  /** Rejects it at once. Does nothing once it is settled. */
  cancel(reason: ProviderError): void;
}

interface OpenOperation {
  readonly options: AskOptions | undefined;
  readonly takeRows: TakeRows | undefined;
  readonly extend: () => void;
}

export class Asking {
  readonly connection: Connection;
  readonly #open = new Map<string, OpenOperation>();
  #lastNumber = 0;

  constructor(connection: Connection) {
    this.connection = connection;
    connection.onNotification(RowsFromProvider, ({ context, rows }) => { this.#open.get(context)?.takeRows?.(rows); });
    connection.onNotification(WarningFromProvider, ({ context, message }) => { this.#open.get(context)?.options?.onWarning?.(message); });
    connection.onNotification(ProgressFromProvider, ({ context, ...progress }) => {
      const open = context === undefined ? undefined : this.#open.get(context);
      open?.extend();
      open?.options?.onProgress?.(progress);
    });
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
    const pending = this.connection.send(message, paramsWith({ id, timeoutMs, caller: { kind: 'embedder', pid: process.pid }, ...operationId }), timeoutMs);
    this.#open.set(id, { options, takeRows, extend: () => { pending.extend(); } });
    const { signal } = options ?? {};
    const cancel = (): void => { pending.cancel(new ProviderError('OPERATION_CANCELLED', { mayHaveRun: true }, { message: `Operation ${id} was cancelled by its caller.` })); };
    if (signal?.aborted === true) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
    const result = pending.result.finally(() => {
      this.#open.delete(id);
      signal?.removeEventListener('abort', cancel);
    });
    return { id, result, cancel: (reason) => { pending.cancel(reason); } };
  }
}
