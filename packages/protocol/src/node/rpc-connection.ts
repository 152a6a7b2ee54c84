/**
 * The connection: vscode-jsonrpc between our bounded reader and writer. The library pairs requests with answers; here is what it
 * leaves open: order, limits, deadlines, violations, and one reason that answers everyone at the end.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ProviderError, isProviderError, toWireError, type NotificationMessage, type PackedRows, type RequestMessage, type RowEncoding } from '../index.js';
import { systemClock, type ConnectionClock } from './clock.js';
import type { ConnectionLoad } from './connection-load.js';
import { CONNECTION_LIMITS, type ConnectionLimits } from './connection-limits.js';
import type { Connection, ConnectionOptions, IncomingRequest, PendingRequest } from './connection.js';
import { FrameReader, type FrameSink } from './frame-reader.js';
import { FrameWriter } from './frame-writer.js';
import { Handlers } from './handlers.js';
import { IncomingRequests, type OpenRequest } from './incoming-requests.js';
import { encodeMessage, encodeRequest, type OutgoingMessage } from './message-codec.js';
import { cancelled, unsendable } from './message-faults.js';
import { OutgoingRequests, neverSent, type OutgoingRequest } from './outgoing-requests.js';
import type { LibraryHooks, Pairing } from './pairing.js';
import { RpcLibrary } from './rpc-library.js';
import { Tally } from './tally.js';
import { capitalised, connectionClosed, protocolViolated } from './violation.js';
import { faultOf, type RequestId, type WireMessage } from './wire-message.js';

const CANCEL = '$/cancelRequest';
/** How many unknown notifications a minute, and answers nobody waits for, are dropped before they are a violation. */
const TOLERATED = 1000;
/** How long a peer may take to read the last words before the stream is destroyed. */
const LINGER_MS = 1000;

export class RpcConnection implements Connection, FrameSink, LibraryHooks {
  peer: string;
  rowEncoding: RowEncoding | undefined;
  isHeardOut = false;
  readonly closed: Promise<ProviderError>;
  readonly #stream: Duplex;
  readonly #limits: ConnectionLimits;
  readonly #clock: ConnectionClock;
  readonly #reader: FrameReader;
  readonly #writer: FrameWriter;
  readonly #library: RpcLibrary;
  readonly #outgoing: OutgoingRequests;
  readonly #incoming: IncomingRequests;
  readonly #handlers = new Handlers();
  readonly #unknown: Tally;
  #strayReplies = 0;
  #sending: OutgoingRequest | undefined;
  #hasReplyToSettle = false;
  #isListening = false;
  #reason: ProviderError | undefined;
  #settleClosed!: (reason: ProviderError) => void;

  constructor(stream: Duplex, options: ConnectionOptions) {
    const limits = { ...CONNECTION_LIMITS, ...options.limits };
    const clock = options.clock ?? systemClock;
    this.peer = options.peer;
    this.#stream = stream;
    this.#limits = limits;
    this.#clock = clock;
    this.closed = new Promise((resolve) => { this.#settleClosed = resolve; });
    this.#unknown = new Tally(TOLERATED, clock);
    this.#reader = new FrameReader(stream, { ...limits, of: this, clock }, this);
    // One frame that is allowed must never make the peer count as one that does not read.
    const unreadBytes = Math.max(limits.unreadBytes, 2 * limits.frameBytes);
    this.#writer = new FrameWriter(stream, { ...limits, of: this, unreadBytes }, (reason) => { this.refuse(reason); });
    this.#incoming = new IncomingRequests(this, { atOnce: limits.requestsAtOnce, goOn: options.answersGoOn === true });
    this.#outgoing = new OutgoingRequests({ of: this, clock, onAbandoned: (request) => { this.#abandon(request); } });
    this.#library = new RpcLibrary(this);
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.isHeardOut = !this.isClosed && error.syscall === 'read' && this.#reader.heldBytes + stream.readableLength === 0; // What came before it is read before a read fails.
      this.#finish(connectionClosed(this.peer, `The connection to ${this.peer} broke: ${error.message}.`, { mayHaveRun: true }, error), true, true);
    });
    stream.on('close', () => { this.#finish(connectionClosed(this.peer, `${capitalised(this.peer)} closed the connection.`, { mayHaveRun: true }), true, true); });
  }

  get isClosed(): boolean {
    return this.#reason !== undefined;
  }

  /** What is held in memory on behalf of the peer. */
  get load(): ConnectionLoad {
    return {
      unreadBytes: this.#reader.heldBytes,
      unwrittenBytes: this.#writer.queuedBytes,
      requestsIn: this.#incoming.size,
      requestsOut: this.#outgoing.size,
      isAwaiting: this.#library.isAwaiting,
    };
  }

  onRequest<P, R>(message: RequestMessage<P, R>, answer: (params: P, incoming: IncomingRequest) => R | Promise<R>): void {
    this.#handlers.onRequest(message.method, answer);
  }

  onNotification<P>(message: NotificationMessage<P>, act: (params: P) => void): void {
    this.#handlers.onNotification(message.method, act);
  }

  listen(): void {
    if (this.#isListening || this.isClosed) return;
    this.#isListening = true;
    this.#reader.listen();
  }

  send<P, R>(message: RequestMessage<P, R>, params: P, timeoutMs: number): PendingRequest<R> {
    const request = this.#outgoing.create(message, timeoutMs);
    if (this.#reason !== undefined) {
      this.#refuseToSend(request, neverSent(message.method, this.peer, this.#reason));
    } else {
      this.#sending = request;
      try {
        request.answer = this.#library.send(message.method, params as object);
      } catch (error) {
        this.#refuseToSend(request, new ProviderError('INVALID_PARAMETER', {}, { message: `${message.method} was not sent: its parameters are no object.`, cause: error }));
      }
    }
    return request as PendingRequest<R>;
  }

  #refuseToSend(request: OutgoingRequest, reason: ProviderError): void {
    this.#outgoing.fail(request, reason);
    request.answer = Promise.reject(reason);
  }

  request<P, R>(message: RequestMessage<P, R>, params: P, options: { readonly timeoutMs: number; readonly signal?: AbortSignal }): Promise<R> {
    const { signal, timeoutMs } = options;
    if (signal === undefined) return this.send(message, params, timeoutMs).result;
    if (signal.aborted) return Promise.reject(cancelled(message.method, signal, false));
    const pending = this.send(message, params, timeoutMs);
    const cancel = (): void => { pending.cancel(cancelled(message.method, signal, true)); };
    const forget = (): void => { signal.removeEventListener('abort', cancel); };
    signal.addEventListener('abort', cancel);
    const { result } = pending;
    result.then(forget, forget);
    return result;
  }

  rename(peer: string): void { this.peer = peer; }

  notify<P>(message: NotificationMessage<P>, params: P): void { this.#notify(message.method, params); }

  hold(): void { this.#writer.hold(); }

  flush(): boolean { return this.#writer.flush(); }

  notifyRows<P extends object>(message: NotificationMessage<P>, params: Omit<P, 'rows'>, rows: PackedRows): void {
    if (!this.isClosed) this.#writer.writeRows(encodeMessage({ method: message.method, params: { ...params, count: rows.length } }, this.#limits.depth), rows);
  }

  drained(): Promise<void> { return this.#writer.drained(); }

  ref(): void { (this.#stream as Partial<Socket>).ref?.(); }

  unref(): void { (this.#stream as Partial<Socket>).unref?.(); }

  close(reason?: ProviderError): void {
    this.#finish(reason ?? connectionClosed(this.peer, `The connection to ${this.peer} was closed on this side.`, { mayHaveRun: true }), false);
  }

  // --- the reader's sink

  accept(message: WireMessage): boolean {
    const fault = faultOf(message);
    if (fault !== undefined) {
      this.#violate(fault);
    } else if (message.method === undefined) {
      this.#takeReply(message);
    } else if (this.#hasReplyToSettle) {
      // Whoever awaited a reply goes on before what came after it is handled. See test: `what awaits a reply goes on before...`.
      this.#hasReplyToSettle = false;
      return false;
    } else if (message.id === undefined) {
      this.#takeNotification(message.method as string, message.params as never);
    } else {
      this.#takeRequest(message);
    }
    return true;
  }

  refuse(reason: ProviderError): void {
    this.#finish(reason, true);
  }

  end(isCut: boolean): void {
    this.isHeardOut = !this.isClosed;
    const how = isCut ? 'closed the connection in the middle of a message' : 'closed the connection';
    this.#finish(connectionClosed(this.peer, `${capitalised(this.peer)} ${how}.`, { mayHaveRun: true }), false, true);
  }

  // --- the library's hooks

  issue(id: number, pairing: Pairing): void {
    this.#outgoing.issue(this.#sending!, id, pairing);
  }

  begin(id: RequestId): OpenRequest {
    return this.#incoming.begin(id);
  }

  write(message: OutgoingMessage): void {
    if (message.method === undefined) this.#writeReply(message);
    else this.#writeRequest(this.#sending!, message.params);
  }

  #writeReply(reply: OutgoingMessage): void {
    try {
      this.#writer.write(encodeMessage(reply, this.#limits.depth));
    } catch (error) {
      this.#writer.write(encodeMessage({ id: reply.id, error: toWireError(unsendable(error as ProviderError)) }, this.#limits.depth));
    }
    this.#incoming.end(reply.id!);
  }

  #writeRequest(request: OutgoingRequest, params: unknown): void {
    try {
      this.#writer.write(encodeRequest(request.message, request.id, params, this.#limits.depth));
      request.frame = this.#writer.frames;
    } catch (error) {
      this.#outgoing.fail(request, error as ProviderError);
      request.pairing!.forget(request.id);
    }
  }

  answer(method: string, params: object | undefined, request: OpenRequest): unknown {
    return this.#handlers.answer(method, params, request);
  }

  #takeReply(message: WireMessage): void {
    const id = message.id as number;
    const request = this.#outgoing.take(id);
    if (request !== undefined) {
      this.#hasReplyToSettle = true;
      request.pairing!.reply(message);
    } else if (!this.#outgoing.hasIssued(id)) {
      this.#violate(`answered request ${id}, which was never sent`);
    } else {
      this.#outgoing.takeLate(id);
      this.#strayReplies += 1;
      if (this.#strayReplies > this.#outgoing.abandoned + TOLERATED) this.#violate(`sent more than ${TOLERATED} answers that nobody waits for`);
    }
  }

  #takeRequest(message: WireMessage): void {
    const id = message.id as RequestId;
    const refused = this.#incoming.refusalOf(id);
    if (refused === undefined) this.#library.take(message);
    else this.#writer.write(encodeMessage({ id, error: toWireError(refused) }, this.#limits.depth));
  }

  #takeNotification(method: string, params: object | undefined): void {
    const act = this.#handlers.act(method);
    if (act !== undefined) {
      try {
        act((params ?? {}) as never);
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error);
        this.refuse(isProviderError(error) ? error : protocolViolated(this.peer, `sent ${method} that could not be handled: ${words}`, error));
      }
    } else if (method === CANCEL) {
      this.#incoming.cancel((params as { readonly id?: unknown } | undefined)?.id);
    } else if (this.#unknown.isTooMany()) {
      this.#violate(`sent more than ${TOLERATED} notifications a minute that are not known here, the last one ${JSON.stringify(method.slice(0, 80))}`);
    }
  }

  #notify(method: string, params: unknown): void {
    if (!this.isClosed) this.#writer.write(encodeMessage({ method, params }, this.#limits.depth));
  }

  #abandon(request: OutgoingRequest): void {
    request.pairing!.forget(request.id);
    this.#notify(CANCEL, { id: request.id });
  }

  #violate(what: string): void {
    this.refuse(protocolViolated(this.peer, what));
  }

  /** `isLost`: the peer has gone, so that it reads nothing more. */
  #finish(reason: ProviderError, isAtOnce: boolean, isLost = false): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#reader.stop();
    this.#writer.stop(reason);
    if (isAtOnce) {
      this.#stream.destroy();
    } else {
      // What the peer still sends is read and dropped, so that it can finish writing and come to read our last words.
      this.#stream.end();
      this.#stream.resume();
      this.#clock.after(LINGER_MS, () => { this.#stream.destroy(); });
    }
    this.#outgoing.close(reason, isLost ? this.#writer.takenFrames : Infinity);
    this.#incoming.close(reason);
    this.#library.dispose();
    this.#settleClosed(reason);
  }
}
