/**
 * The host as a door over a connection that is open: requests, rows by credit, progress and warnings by the operation's number.
 * Who has dialled, and what comes after the end of the connection, is left to those who use it.
 */
import type { AskedParams, Door, DoorOptions, StreamMessage } from '../door.js';
import { ProviderError, isErrorOf } from '../errors/index.js';
import { CreditToHost, type NotificationMessage, type RequestMessage, type ResultOf } from '../messages/index.js';
import type { JsonObject } from '../schema/schema.js';
import { Batches, CREDIT_WINDOW } from './batches.js';
import { cancelledBy, onAbort } from './cancellation.js';
import { NumberedOperations, listening } from './numbered-operations.js';
import { takesOperation } from './operations.js';

/** A request on its way. */
interface Pending<R> {
  readonly result: Promise<R>;
  extend(): void;
  cancel(reason: ProviderError): void;
}

/** What a door needs of a connection; one of `@provost/protocol/node` has it. */
export interface DoorConnection {
  readonly isClosed: boolean;
  onNotification<P>(message: NotificationMessage<P>, act: (params: P) => void): void;
  send<P, R>(message: RequestMessage<P, R>, params: P, timeoutMs: number): Pending<R>;
  notify<P>(message: NotificationMessage<P>, params: P): void;
}

/** The longest that a timer can wait. The host keeps the deadlines; where nobody set one, there is none on this side. */
const NO_DEADLINE_MS = 2 ** 31 - 1;
/** The host ends an operation at its deadline and says why; only where that does not come is it given up here. */
const GRACE_MS = 5_000;

export class ConnectionDoor implements Door {
  readonly #connection: DoorConnection;
  readonly #operations: NumberedOperations;
  readonly #underWay = new Set<Pending<unknown>>();
  #closedFor: ProviderError | undefined;

  /** One for each connection: the numbers of operations are its own. */
  constructor(connection: DoorConnection) {
    this.#connection = connection;
    this.#operations = new NumberedOperations(connection);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see Door
  async request<M extends RequestMessage<any, any>>(message: M, params: AskedParams<M>, options: DoorOptions = {}): Promise<ResultOf<M>> {
    this.#requireOpen(message.method, options);
    const { timeoutMs } = params as { readonly timeoutMs?: number };
    if (!takesOperation(message)) return this.#answer(message, this.#connection.send(message, params, NO_DEADLINE_MS), options) as Promise<ResultOf<M>>;
    const operation = this.#operations.next();
    const deadlineMs = timeoutMs === undefined ? NO_DEADLINE_MS : Math.min(timeoutMs + GRACE_MS, NO_DEADLINE_MS);
    const pending = this.#connection.send(message, { ...(params as JsonObject), operation }, deadlineMs);
    this.#operations.begin(operation, listening(message.method, pending, options));
    try {
      return (await this.#answer(message, pending, options)) as ResultOf<M>;
    } finally {
      this.#operations.end(operation);
    }
  }

  /** Rows batch by batch. The credit of a batch is given back when its taker comes for the next; leaving cancels the rest. */
  async *stream<M extends StreamMessage>(message: M, params: AskedParams<M>, options: DoorOptions = {}): AsyncGenerator<readonly JsonObject[], void, undefined> {
    this.#requireOpen(message.method, options);
    const operation = this.#operations.next();
    const batches = new Batches();
    const pending = this.#connection.send(message, { ...(params as JsonObject), operation, credit: CREDIT_WINDOW }, NO_DEADLINE_MS);
    this.#operations.begin(operation, { ...listening(message.method, pending, options), rows: (rows) => { batches.add(rows); } });
    const forget = onAbort(options.signal, () => { batches.fail(cancelledBy(options.signal!, message.method), true); });
    this.#answer(message, pending, options).then(() => { batches.end(); }, (reason: ProviderError) => { batches.fail(reason, reason === this.#closedFor); });
    try {
      for (let batch = await batches.take(); batch !== undefined; batch = await batches.take()) {
        yield batch;
        if (this.#closedFor === undefined) this.#connection.notify(CreditToHost, { operation, credit: 1 });
      }
    } finally {
      forget();
      this.#operations.end(operation);
      pending.cancel(new ProviderError('OPERATION_CANCELLED', {}, { message: `${message.method} was left before its end.` }));
    }
  }

  /** Nothing is asked any more: what is under way rejects with `reason` and the host is told, and so does all that comes. The first reason holds. */
  close(reason: ProviderError): void {
    this.#closedFor ??= reason;
    for (const pending of this.#underWay) pending.cancel(this.#closedFor);
  }

  #requireOpen(method: string, { signal }: DoorOptions): void {
    if (this.#closedFor !== undefined) throw this.#closedFor;
    if (signal?.aborted === true) throw cancelledBy(signal, method);
    if (this.#connection.isClosed) throw new ProviderError('HOST_LOST', {}, { message: `${method} was not asked: the connection to the host is closed.` });
  }

  /** The answer of a request that was sent; a connection that ended meanwhile is told as the loss of the host. */
  async #answer<R>({ method }: { readonly method: string }, pending: Pending<R>, { signal }: DoorOptions): Promise<R> {
    const forget = onAbort(signal, () => { pending.cancel(cancelledBy(signal!, method, { mayHaveRun: true })); });
    this.#underWay.add(pending);
    try {
      return await pending.result;
    } catch (error) {
      if (!this.#connection.isClosed || !isErrorOf(error, 'CONNECTION_CLOSED')) throw error;
      throw new ProviderError('HOST_LOST', { mayHaveRun: true }, { message: `The host was lost while ${method} was under way; it may have been done.`, cause: error });
    } finally {
      this.#underWay.delete(pending);
      forget();
    }
  }
}
