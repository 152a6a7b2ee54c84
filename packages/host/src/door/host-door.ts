/** The host's own end of a door: every request that can be asked, looked up by its message and answered for one caller. */
import {
  ProviderError, isProviderError,
  type AskedParams, type Caller, type Door, type DoorOptions, type JsonObject, type RequestMessage, type ResultOf, type RowBatch, type StreamMessage,
} from '@provost/protocol';
import type { AskedFrom } from '../operations/call-chain.js';
import type { Request } from '../operations/objects.js';
import { ANSWERED_WHILE_STOPPING } from './answered-while-stopping.js';

/** Answers one kind of request. */
export type Answer = (params: never, request: Request) => unknown;
/** Answers one kind of request with rows, batch by batch; packed only where the request takes them so. */
export type AnswerRows = (params: never, request: Request) => AsyncIterable<RowBatch>;

/** All that can be asked, by the method of its message. */
export class RequestTable {
  readonly #answers = new Map<string, Answer>();
  readonly #rows = new Map<string, AnswerRows>();
  #refusal: ProviderError | undefined;
  #end: 'stopping' | 'stopped' | undefined;
  /** Tells those that wait for what may take long. */
  readonly #waiting = new Set<(reason: ProviderError) => void>();

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any message, whatever its types
  on<M extends RequestMessage<any, any>>(message: M, answer: (params: AskedParams<M>, request: Request) => ResultOf<M> | Promise<ResultOf<M>>): this {
    this.#answers.set(message.method, answer as Answer);
    return this;
  }

  /** As {@link on}, for what waits for a provider without being an operation: where the host stops first, and leaves it to the next, it is refused. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any message, whatever its types
  onWaiting<M extends RequestMessage<any, any>>(message: M, answer: (params: AskedParams<M>, request: Request) => Promise<ResultOf<M>>): this {
    return this.on(message, (params, request) => {
      const asked = answer(params, request);
      return new Promise((resolve, reject) => {
        this.#waiting.add(reject);
        asked.then(resolve, reject).finally(() => this.#waiting.delete(reject));
      });
    });
  }

  onStream<M extends StreamMessage>(message: M, answer: (params: AskedParams<M>, request: Request) => AsyncIterable<RowBatch>): this {
    this.#rows.set(message.method, answer as AnswerRows);
    return this;
  }

  /** From now on whatever has no answer is refused so. */
  refuseOthers(refusal: ProviderError): void {
    this.#refusal = refusal;
  }

  /** The host stops: who asks from now on may look on. What a provider asks meanwhile may be what it needs to let go, and is judged further on. */
  stopping(): void {
    this.#end = 'stopping';
  }

  /** Nothing is left that could answer. Idempotent. */
  stopped(): void {
    this.#end = 'stopped';
    for (const refuse of this.#waiting) refuse(hasStopped());
  }

  /** Throws METHOD_UNKNOWN or SERVER_IS_SHUTTING_DOWN. */
  answer(method: string, { from }: Pick<Request, 'from'>): Answer {
    if (this.#end !== undefined) this.#requireEnd(method, from);
    return this.#answers.get(method) ?? this.#refuse(method);
  }

  /** As {@link answer}. */
  rows(method: string, { from }: Pick<Request, 'from'>): AnswerRows {
    if (this.#end !== undefined) this.#requireEnd(method, from);
    return this.#rows.get(method) ?? this.#refuse(method);
  }

  #requireEnd(method: string, from: AskedFrom | undefined): void {
    if (this.#end === 'stopping' && (from !== undefined || ANSWERED_WHILE_STOPPING.has(method))) return;
    throw this.#end === 'stopped' ? hasStopped() : new ProviderError('SERVER_IS_SHUTTING_DOWN', {}, { message: 'The host is stopping.' });
  }

  #refuse(method: string): never {
    throw this.#refusal ?? unknown(method);
  }
}

function hasStopped(): ProviderError {
  return new ProviderError('SERVER_IS_SHUTTING_DOWN', {}, { message: 'The host has stopped.', remedy: 'Start another: provost up, or in a program new ProviderHost({ state }).' });
}

function unknown(method: string): ProviderError {
  return new ProviderError('METHOD_UNKNOWN', { method }, { message: `The host does not know the request ${method}.` });
}

/** What every caller may say besides what its request asks. */
interface CommonParams {
  readonly timeoutMs?: number;
  readonly operationId?: string;
}

/** Throws INVALID_PARAMETER, naming each parameter that is wrong. */
export type CheckParams = (method: string, params: unknown) => void;

export class HostDoor implements Door {
  readonly #table: RequestTable;
  readonly #caller: Caller;
  readonly #from: AskedFrom | undefined;
  readonly #check: CheckParams | undefined;

  /** `from`: which activation asks, where a provider does. `check`: of a caller whose parameters nobody has looked at yet. */
  constructor(table: RequestTable, caller: Caller, { from, check }: { readonly from?: AskedFrom | undefined; readonly check?: CheckParams } = {}) {
    this.#from = from;
    this.#check = check;
    this.#table = table;
    this.#caller = caller;
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see Door
  request<M extends RequestMessage<any, any>>(message: M, params: AskedParams<M>, options: DoorOptions = {}): Promise<ResultOf<M>> {
    // No async function: what most of the time only hands on a promise should not cost a second one and its frame.
    try {
      this.#check?.(message.method, params);
      const request = this.#request(params as CommonParams, options);
      const answer = this.#table.answer(message.method, request)(params as never, request) as ResultOf<M> | Promise<ResultOf<M>>;
      return answer instanceof Promise ? (answer as Promise<ResultOf<M>>).catch(refuse) : Promise.resolve(answer);
    } catch (error) {
      return Promise.reject(operatingError(error) as Error);
    }
  }

  stream<M extends StreamMessage>(message: M, params: AskedParams<M>, options: DoorOptions = {}): AsyncGenerator<readonly JsonObject[]> {
    return this.#rows(message, params, this.#request(params as CommonParams, options)) as AsyncGenerator<readonly JsonObject[]>;
  }

  /** As {@link stream}, for who hands rows on: what comes packed in an encoding that is taken, and need not be looked at, stays so. */
  batches<M extends StreamMessage>(message: M, params: AskedParams<M>, options: DoorOptions, rows: Pick<Request, 'takesPacked' | 'givesWay'>): AsyncGenerator<RowBatch> {
    return this.#rows(message, params, { ...this.#request(params as CommonParams, options), ...rows });
  }

  async *#rows<M extends StreamMessage>(message: M, params: AskedParams<M>, request: Request): AsyncGenerator<RowBatch> {
    try {
      this.#check?.(message.method, params);
      yield* this.#table.rows(message.method, request)(params as never, request);
    } catch (error) {
      throw operatingError(error);
    }
  }

  #request(params: CommonParams, options: DoorOptions): Request {
    return { caller: this.#caller, timeoutMs: params.timeoutMs, operationId: params.operationId, options, from: this.#from };
  }
}

function refuse(error: unknown): never {
  throw operatingError(error);
}

/** What leaves by the door is an operating error. Anything else is a bug of ours: it goes on as it is where the caller is the same process, and crosses the socket as FAILED. */
function operatingError(error: unknown): unknown {
  if (isProviderError(error) || !(error instanceof Error)) return error;
  return new ProviderError('FAILED', {}, { message: `The host failed: ${error.message}`, remedy: 'This is a fault of the host; its log has the details: provost logs --host.', cause: error });
}
