/**
 * The host's socket: everybody dials it, says hello and is one peer from then on. Clients are served through a door;
 * whether a provider or a keeper is who it says is left to those who started it.
 */
import type { Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { Hello, ProviderError, isErrorOf, isProviderError, rowEncodingOf, toWireError, type Caller, type Door, type HelloParams, type HelloResult } from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';
import { systemClock, type Clock } from '../clock.js';
import { ClientPeer } from './client-peer.js';
import { firstFrameOf } from './first-frame.js';
import { activationOf, idOf, isProgram, peerNameOf, readHello, sharedFeatures, type SaidHello } from './hello.js';
import { KeptSocket, type TellSocketNews } from './kept-socket.js';
import { SERVER_LIMITS, type ServerLimits } from './server-limits.js';

/**
 * Whether a peer is who it says; it must compare the secret in constant time. Before it accepts it sets the handlers of the connection,
 * which listens only afterwards. The answer to the hello goes out before anything that it sends when it accepts at once.
 */
export type AcceptPeer = (activation: string, secret: string, connection: Connection, hello: HelloParams) => boolean | Promise<boolean>;

export interface SocketServerOptions {
  /** What each peer is told of the host. */
  readonly host: HelloResult['host'];
  /** What the host can do beyond the version. */
  readonly features?: () => readonly string[];
  /** Makes the door of one client. */
  readonly door: (caller: Caller) => Door;
  readonly acceptProvider: AcceptPeer;
  /** An activation said hello, and the two sides share no version: whoever waits for it is to know. */
  readonly refuseProvider?: (id: string, secret: string, reason: ProviderError) => void;
  readonly acceptKeeper: AcceptPeer;
  /** Takes a program that would attach itself, and sets the handlers of its connection; throws why it may not. Without it no program may. */
  readonly acceptProgram?: (connection: Connection, hello: HelloParams) => void;
  readonly limits?: Partial<ServerLimits>;
  readonly clock?: Clock;
  /** Told when somebody took the socket's file away or put another in its place. */
  readonly onSocketNews?: TellSocketNews;
}

/** What is still open then is told by the end of its connection. */
const ANSWERED_WITHIN_MS = 500;

export class SocketServer {
  readonly #options: SocketServerOptions;
  readonly #limits: ServerLimits;
  readonly #clock: Clock;
  readonly #socket: KeptSocket;
  /** Those that have not said hello, the longest silent first. */
  readonly #silent = new Set<Socket>();
  readonly #peers = new Map<Socket, Connection>();
  readonly #clients = new Set<ClientPeer>();
  #isClosed = false;

  constructor(options: SocketServerOptions) {
    this.#options = options;
    this.#limits = { ...SERVER_LIMITS, ...options.limits };
    this.#clock = options.clock ?? systemClock;
    // A file's comings and goings are in real time, whatever clock the policy goes by.
    this.#socket = new KeptSocket({ accept: (socket) => { void this.#take(socket); }, tell: options.onSocketNews ?? (() => { /* Nobody asked. */ }) });
  }

  /** How many clients are connected. */
  get clients(): number {
    return this.#clients.size;
  }

  /** How many connections there are, of any kind, those that have not said hello included. */
  get connections(): number {
    return this.#silent.size + this.#peers.size;
  }

  /** Begins to accept at `path`, and goes on there also when the file is taken away; see {@link KeptSocket.listen} for what it rejects with. Call it once, while the state directory is held. */
  listen(path: string): Promise<void> {
    return this.#socket.listen(path);
  }

  /** Whoever says hello from now on is told that the host is stopping; those who are there stay. Idempotent. */
  takeNoMore(): void {
    this.#isClosed = true;
  }

  /** Stops accepting, removes the socket if it is still ours, has what is answered by now said, and closes every connection with `reason`. Idempotent; never rejects; settles when all are closed. */
  async close(reason: ProviderError): Promise<void> {
    this.#isClosed = true;
    const closed = this.#socket.close();
    await this.#answered();
    for (const socket of this.#silent) socket.destroy();
    for (const connection of this.#peers.values()) connection.close(reason);
    await closed;
    // The last of them may not have told its own end yet.
    this.#silent.clear();
    this.#peers.clear();
  }

  /** What follows, or waits, ends with the host, and whoever has asked for it is to hear how: an answer takes some turns, a file that is followed a few milliseconds. */
  async #answered(): Promise<void> {
    const byMs = performance.now() + ANSWERED_WITHIN_MS;
    const isOpen = (): boolean => [...this.#peers.values()].some(({ isClosed, load }) => !isClosed && load.requestsIn > 0);
    while (isOpen() && performance.now() < byMs) await after(1);
  }

  async #take(socket: Socket): Promise<void> {
    socket.on('error', () => { /* Told by 'close', which always follows. */ });
    this.#silent.add(socket);
    socket.once('close', () => {
      this.#silent.delete(socket);
      this.#peers.delete(socket);
    });
    this.#closeLongestSilent();
    let frame: unknown;
    try {
      frame = await firstFrameOf(socket, this.#limits, this.#clock);
      const hello = readHello(frame);
      this.#requireRoom(hello.params);
      this.#silent.delete(socket);
      this.#open(socket, hello);
    } catch (error) {
      const activation = isErrorOf(error, 'PROTOCOL_VERSION_UNSUPPORTED') ? activationOf(frame) : undefined;
      if (activation !== undefined) this.#options.refuseProvider?.(activation.id, activation.secret, error as ProviderError);
      refuse(socket, frame, error);
    }
  }

  #closeLongestSilent(): void {
    if (this.#silent.size <= this.#limits.silentConnections) return;
    for (const socket of this.#silent) {
      socket.destroy();
      this.#silent.delete(socket);
      return;
    }
  }

  #requireRoom(hello: HelloParams): void {
    if (this.#isClosed) throw new ProviderError('SERVER_IS_SHUTTING_DOWN');
    const { connections } = this.#limits;
    if (hello.role !== 'client' || this.#clients.size < connections) return;
    throw new ProviderError('SERVER_LIMITS_EXCEEDED', { connections }, {
      message: `${connections} clients are connected to the host already (connections).`,
      remedy: 'Close connections that are not needed, or share one.',
    });
  }

  #open(socket: Socket, hello: SaidHello): void {
    const { frameBytes, requestsAtOnce } = this.#limits;
    const isClient = hello.params.role === 'client';
    const connection = openConnection(socket, { peer: peerNameOf(hello.params), limits: isClient ? { frameBytes, requestsAtOnce } : { frameBytes } });
    this.#peers.set(socket, connection);
    connection.onRequest(Hello, () => {
      const reason = saidTwice(connection.peer);
      setImmediate(() => { connection.close(reason); }); // Once the answer is written.
      throw reason;
    });
    if (isClient) this.#serve(connection, hello.params);
    const greet = (isAccepted: boolean): void => { this.#greet(socket, connection, hello, isAccepted); };
    const accepted = isClient || this.#accepts(connection, hello.params);
    if (typeof accepted === 'boolean') greet(accepted);
    else accepted.then(greet, (error: unknown) => { this.#turnAway(socket, connection, hello, error); });
  }

  #serve(connection: Connection, hello: HelloParams): void {
    const uid = process.getuid?.();
    // One uid is one trust domain: who reaches the socket is its owner, whatever it says. The pid and the name are the peer's own words.
    const caller: Caller = { kind: 'client', pid: hello.pid, name: hello.software.name, ...(uid === undefined ? {} : { uid }) };
    const door = this.#options.door(caller);
    const client = new ClientPeer(connection, () => door, { clock: this.#clock });
    this.#clients.add(client);
    void connection.closed.then(() => this.#clients.delete(client));
  }

  #accepts(connection: Connection, hello: HelloParams): boolean | Promise<boolean> {
    if (isProgram(hello)) return this.#acceptsProgram(connection, hello);
    const { id, secret } = hello.activation!;
    const accept = hello.role === 'provider' ? this.#options.acceptProvider : this.#options.acceptKeeper;
    return accept(id, secret, connection, hello);
  }

  #acceptsProgram(connection: Connection, hello: HelloParams): boolean | Promise<boolean> {
    const { acceptProgram } = this.#options;
    try {
      acceptProgram?.(connection, hello);
      return acceptProgram !== undefined;
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** Answers the hello, before anything that the connection sends: that goes out when the turn is over. */
  #greet(socket: Socket, connection: Connection, hello: SaidHello, isAccepted: boolean): void {
    if (!isAccepted) return this.#turnAway(socket, connection, hello, unexpected(hello.params));
    const { host, features } = this.#options;
    const shared = sharedFeatures(features?.() ?? [], hello.params.features);
    connection.rowEncoding = rowEncodingOf(shared);
    const result: HelloResult = {
      protocol: hello.protocol, features: shared, host, limits: { frameBytes: this.#limits.frameBytes },
    };
    if (socket.writable) socket.write(frameOf({ id: hello.id, result }));
    connection.listen();
    socket.resume(); // It was paused after its first frame.
  }

  #turnAway(socket: Socket, connection: Connection, { id }: SaidHello, error: unknown): void {
    const reason = isProviderError(error) ? error : notTaken(error);
    if (socket.writable) socket.write(frameOf({ id, error: toWireError(reason) }));
    connection.close(reason);
  }
}

/** The last word to a peer that no connection was opened for. */
function refuse(socket: Socket, frame: unknown, error: unknown): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const reason = isProviderError(error) ? error : notTaken(error);
  socket.end(frameOf({ id: idOf(frame) ?? null, error: toWireError(reason) }), () => { socket.destroy(); });
}

function frameOf(reply: object): string {
  const body = JSON.stringify({ jsonrpc: '2.0', ...reply });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function notTaken(cause: unknown): ProviderError {
  return new ProviderError('FAILED', {}, { message: 'The host failed to take the connection.', remedy: 'Its log has the details: provost logs --host.', cause });
}

function unexpected(hello: HelloParams): ProviderError {
  return new ProviderError('ACCESS_DENIED', {}, {
    message: isProgram(hello) ? 'No program may attach itself to this host.' : `No ${hello.role} of that activation and secret is expected.`,
    remedy: 'Nothing needs to be done: a process that is not expected leaves by itself.',
  });
}

function saidTwice(peer: string): ProviderError {
  return new ProviderError('PROTOCOL_VIOLATED', { peer }, { message: `${peer} said hello twice. The connection to it was closed.` });
}
