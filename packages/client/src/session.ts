/**
 * One connection to one host, from its hello to its end: requests, rows by credit, progress and warnings by the operation's number.
 * To dial again after the end is left to `host-link.ts`.
 */
import {
  Batches, CREDIT_WINDOW, CreditToHost, NumberedOperations, ProviderError, ROW_FEATURES, SPOKEN_VERSIONS, cancelledBy, isErrorOf, listening, onAbort, takesOperation,
  type DoorOptions, type HelloResult, type JsonObject, type RequestMessage, type StreamMessage,
} from '@provost/protocol';
import { dial, sayHello, type Connection, type PendingRequest } from '@provost/protocol/node';
import { Unsent } from './asking-again.js';
import { NO_DEADLINE_MS, Patience, deadlineOf } from './patience.js';
import { clientVersion } from './version.js';

export interface SessionOptions {
  readonly socket: string;
  /** What the client calls itself: operators see it beside its requests. */
  readonly name: string;
  /** For the connection and the hello, each. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export class Session {
  /** What the host said of itself. */
  readonly host: HelloResult['host'];
  /** Settles with the reason when the connection has ended. */
  readonly closed: Promise<ProviderError>;
  readonly #connection: Connection;
  readonly #operations: NumberedOperations;
  #isClosing = false;

  private constructor(connection: Connection, host: HelloResult['host'], operations: NumberedOperations) {
    this.#connection = connection;
    this.#operations = operations;
    this.host = host;
    this.closed = connection.closed;
  }

  /** Dials and says hello. Rejects with HOST_NOT_RUNNING, ACCESS_DENIED, PROTOCOL_VERSION_UNSUPPORTED, SERVER_LIMITS_EXCEEDED, OPERATION_TIMED_OUT, or why no answer came. */
  static async open(options: SessionOptions): Promise<Session> {
    const { socket, name, timeoutMs, signal } = options;
    const connection = await dial(socket, { peer: 'the host', timeoutMs, ...(signal === undefined ? {} : { signal }) });
    const operations = new NumberedOperations(connection);
    const forget = onAbort(signal, () => { connection.close(cancelledBy(signal!, 'Connecting to the host')); });
    const software = { name, version: clientVersion() };
    try {
      const { host } = await sayHello(connection, { role: 'client', protocol: SPOKEN_VERSIONS, features: ROW_FEATURES, software, pid: process.pid }, timeoutMs);
      return new Session(connection, host, operations);
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      forget();
    }
  }

  get isClosed(): boolean {
    return this.#connection.isClosed;
  }

  /** Closes the connection; what is under way rejects with CONNECTION_CLOSED. Idempotent. */
  close(): void {
    this.#isClosing = true;
    this.#connection.close(new ProviderError('CONNECTION_CLOSED', { mayHaveRun: true }, { message: 'The client was closed before the answer came.' }));
  }

  /** Rejects with {@link Unsent} where the connection was lost before the host can have read it. */
  request<P extends JsonObject, R>(message: RequestMessage<P, R>, params: P, options: DoorOptions): Promise<R> {
    const isOperation = takesOperation(message);
    const timeoutMs = isOperation ? deadlineOf(params.timeoutMs) : NO_DEADLINE_MS;
    const needsNumber = isOperation && (options.onProgress !== undefined || options.onWarning !== undefined || timeoutMs !== NO_DEADLINE_MS);
    if (options.signal?.aborted === true) return Promise.reject(cancelledBy(options.signal, message.method));
    if (!needsNumber) return this.#answer(message.method, this.#connection.send(message, params, timeoutMs), options);
    const operation = this.#operations.next();
    const pending = this.#connection.send(message, { ...params, operation }, timeoutMs);
    this.#operations.begin(operation, listening(message.method, pending, options));
    return this.#answer(message.method, pending, options).finally(() => { this.#operations.end(operation); });
  }

  /** Rows batch by batch; throws as {@link request} rejects. The credit of a batch is given back when its taker comes for the next; leaving cancels the rest. */
  async *stream<M extends StreamMessage>(message: M, params: JsonObject, options: DoorOptions): AsyncGenerator<readonly JsonObject[], void, undefined> {
    const { signal } = options;
    if (signal?.aborted === true) throw cancelledBy(signal, message.method);
    const operation = this.#operations.next();
    const batches = new Batches();
    const pending = this.#connection.send(message, { ...params, operation, credit: CREDIT_WINDOW }, NO_DEADLINE_MS);
    const patience = new Patience(params.timeoutMs, () => { pending.cancel(late(message.method, params.timeoutMs)); });
    const listener = listening(message.method, pending, options);
    this.#operations.begin(operation, {
      ...listener,
      progress(progress) {
        patience.renew();
        listener.progress(progress);
      },
      rows: (rows) => { batches.add(rows); },
    });
    const forget = onAbort(signal, () => {
      const reason = cancelledBy(signal!, message.method);
      batches.fail(reason, true);
      pending.cancel(reason);
    });
    this.#answer(message.method, pending, {}).then(() => { batches.end(); }, (reason: Error) => { batches.fail(reason); });
    try {
      for (;;) {
        const batch = await patience.during(batches.take());
        if (batch === undefined) return;
        yield batch;
        this.#connection.notify(CreditToHost, { operation, credit: 1 });
      }
    } finally {
      forget();
      this.#operations.end(operation);
      pending.cancel(new ProviderError('OPERATION_CANCELLED', {}, { message: `${message.method} was left before its end.` }));
    }
  }

  /** The answer of a request; a connection that ended meanwhile is told as the loss of the host, or as {@link Unsent} where the host cannot have read the request. */
  #answer<R>(method: string, pending: PendingRequest<R>, { signal }: Pick<DoorOptions, 'signal'>): Promise<R> {
    const answer = pending.settled<R>((result) => result, (error) => { throw this.#why(method, pending, error); });
    if (signal === undefined) return answer;
    const forget = onAbort(signal, () => { pending.cancel(cancelledBy(signal, method, { mayHaveRun: true })); });
    return answer.finally(forget);
  }

  #why(method: string, { isUnsent }: PendingRequest<unknown>, error: ProviderError): Error {
    if (this.#isClosing || !this.#connection.isClosed || !isErrorOf(error, 'CONNECTION_CLOSED')) return error;
    const { pid } = this.host;
    if (isUnsent) return new Unsent(new ProviderError('HOST_LOST', { pid }, { message: `The host (pid ${pid}) ended before ${method} got to it; it has not been done.`, cause: error }));
    return new ProviderError('HOST_LOST', { mayHaveRun: true, pid }, {
      message: `The host (pid ${pid}) ended while ${method} was under way; it may have been done.`,
      cause: error,
    });
  }
}

function late(method: string, timeoutMs: unknown): ProviderError {
  return new ProviderError('OPERATION_TIMED_OUT', { timeoutMs, mayHaveRun: true }, { message: `The host did not answer ${method} within ${String(timeoutMs)} ms (timeoutMs), nor said why.` });
}
