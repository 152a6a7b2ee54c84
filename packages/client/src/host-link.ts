/**
 * The way to the host, across its restarts: one session at a time; when it is lost, the next request dials again, and so does one that did not
 * get to the host any more. What may have been under way is asked again only where that does no harm; see `asking-again.ts`.
 */
import { ProviderError, SchemaOf, isErrorOf, untilAborted, type AskedParams, type Door, type DoorOptions, type HelloResult, type JsonObject, type RequestMessage, type ResultOf, type StreamMessage } from '@provost/protocol';
import { setTimeout as pause } from 'node:timers/promises';
import { AskingAgain } from './asking-again.js';
import { Session, type SessionOptions } from './session.js';

export interface HostLinkOptions extends Omit<SessionOptions, 'signal'> {
  /** How long the next request waits for a host that was lost to be there again. */
  readonly reconnectMs: number;
}

/** Where the link stands. */
type LinkState =
  | { readonly name: 'connected'; readonly session: Session }
  /** The next request dials. */
  | { readonly name: 'lost' }
  /** Settled by a session, by a refusal, or when the wait for the host is over. */
  | { readonly name: 'dialling'; readonly session: Promise<Session> }
  /** Final. */
  | { readonly name: 'closed' };

type Connected = (host: HelloResult['host']) => void;
type Lost = (reason: ProviderError) => void;

const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 250;
/** What a host that is not there, or not yet or no longer taking calls, answers. Anything else will not pass by itself. */
const PASSING = ['HOST_NOT_RUNNING', 'CONNECTION_CLOSED', 'SERVER_IS_SHUTTING_DOWN'] as const;

export class HostLink implements Door {
  readonly #options: HostLinkOptions;
  readonly #connected = new Set<Connected>();
  readonly #lost = new Set<Lost>();
  readonly #ending = new AbortController();
  #state: LinkState = { name: 'lost' };
  #host: HelloResult['host'];

  private constructor(options: HostLinkOptions, session: Session) {
    this.#options = options;
    this.#host = session.host;
    this.#take(session);
  }

  /** Dials once. Rejects as {@link Session.open} does. */
  static async open(options: HostLinkOptions, signal?: AbortSignal): Promise<HostLink> {
    return new HostLink(options, await Session.open(signal === undefined ? options : { ...options, signal }));
  }

  /** The host as it last said hello. */
  get host(): HelloResult['host'] {
    return this.#host;
  }

  get isConnected(): boolean {
    return this.#state.name === 'connected';
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see Door
  request<M extends RequestMessage<any, any>>(message: M, params: AskedParams<M>, options: DoorOptions = {}): Promise<ResultOf<M>> {
    const session = this.#ready();
    if (session === undefined) return this.#keepAsking(message, params as JsonObject, options);
    // No async function: nearly every request is asked once, and answered.
    return session.request(message, params as JsonObject, options).catch((error: unknown) => this.#keepAsking(message, params as JsonObject, options, { error })) as Promise<ResultOf<M>>;
  }

  /** Asks until there is an answer or it must not be asked again, after what the first attempt has failed with. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see Door
  async #keepAsking<M extends RequestMessage<any, any>>(message: M, params: JsonObject, options: DoorOptions, first?: { readonly error: unknown }): Promise<ResultOf<M>> {
    let again: AskingAgain | undefined;
    for (let failed = first; ; ) {
      if (failed !== undefined) {
        again ??= new AskingAgain(message.method, params, this.#options.reconnectMs);
        const toKnow = again.classToKnow(failed.error);
        if (toKnow !== undefined) again.knows(await this.#honoursOperationIds(toKnow));
        again.after(failed.error);
      }
      const session = this.#ready() ?? (await this.#reach(message.method, options));
      try {
        return (await session.request(message, params, options)) as ResultOf<M>;
      } catch (error) {
        failed = { error };
      }
    }
  }

  async *stream<M extends StreamMessage>(message: M, params: AskedParams<M>, options: DoorOptions = {}): AsyncGenerator<readonly JsonObject[], void, undefined> {
    let again: AskingAgain | undefined;
    for (;;) {
      const session = this.#ready() ?? (await this.#reach(message.method, options));
      try {
        return yield* session.stream(message, params as JsonObject, options);
      } catch (error) {
        again ??= new AskingAgain(message.method, params as JsonObject, this.#options.reconnectMs);
        again.after(error);
      }
    }
  }

  /** Calls `act` each time the host was found again. Returns what stops it. */
  onConnected(act: Connected): () => void {
    this.#connected.add(act);
    return () => { this.#connected.delete(act); };
  }

  /** Calls `act` each time the host was lost. Returns what stops it. */
  onLost(act: Lost): () => void {
    this.#lost.add(act);
    return () => { this.#lost.delete(act); };
  }

  /** Closes for good; what is under way rejects with CONNECTION_CLOSED. Idempotent. Settles when the connection is closed. */
  async close(): Promise<void> {
    const state = this.#state;
    this.#state = { name: 'closed' };
    this.#ending.abort();
    if (state.name !== 'connected') return;
    state.session.close();
    await state.session.closed;
  }

  #ready(): Session | undefined {
    const state = this.#state;
    // A session that has ended is not asked, even where its loss has not been told yet.
    return state.name === 'connected' && !state.session.isClosed ? state.session : undefined;
  }

  async #reach(method: string, options: DoorOptions): Promise<Session> {
    if (this.#state.name === 'connected') await this.#state.session.closed; // Its loss is told first.
    if (this.#state.name === 'closed') throw notSent(method);
    if (this.#state.name !== 'dialling') {
      const session = this.#redial();
      session.catch(() => { /* Whoever waits for it is told; it is lost for the others. */ });
      this.#state = { name: 'dialling', session };
    }
    try {
      return await untilAborted(this.#state.session, options.signal, method);
    } catch (error) {
      throw this.#ending.signal.aborted ? notSent(method) : error;
    }
  }

  /** False where that cannot be found out. */
  async #honoursOperationIds(className: string): Promise<boolean> {
    try {
      return (await this.request(SchemaOf, { class: className })).operationIds === true;
    } catch {
      return false; // The caller is told of the first loss, which says that it may have been done.
    }
  }

  async #redial(): Promise<Session> {
    try {
      const session = await this.#dialUntilThere();
      if (this.#ending.signal.aborted) {
        session.close();
        return session;
      }
      this.#take(session);
      tell(this.#connected, session.host);
      return session;
    } catch (error) {
      if (this.#state.name === 'dialling') this.#state = { name: 'lost' };
      throw error;
    }
  }

  async #dialUntilThere(): Promise<Session> {
    const { signal } = this.#ending;
    const untilMs = performance.now() + this.#options.reconnectMs;
    for (let pauseMs = SHORTEST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await Session.open({ ...this.#options, signal });
      } catch (error) {
        const mayPass = PASSING.some((code) => isErrorOf(error, code));
        const restMs = untilMs - performance.now();
        if (!mayPass || restMs <= 0 || signal.aborted) throw error;
        // Half of it at random, so that many clients of one host do not come back in step.
        await pause(Math.min(restMs, pauseMs * (0.5 + Math.random() / 2)), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #take(session: Session): void {
    this.#state = { name: 'connected', session };
    this.#host = session.host;
    void session.closed.then((reason) => {
      if (this.#state.name !== 'connected' || this.#state.session !== session) return;
      this.#state = { name: 'lost' };
      tell(this.#lost, reason);
    });
  }
}

function notSent(method: string): ProviderError {
  return new ProviderError('CONNECTION_CLOSED', {}, { message: `${method} was not sent: the client is closed.` });
}

/** Each in a turn of its own: what one throws is its own uncaught exception, and keeps nothing else from going on. */
function tell<T>(listeners: Iterable<(told: T) => void>, told: T): void {
  for (const act of listeners) queueMicrotask(() => { act(told); });
}
