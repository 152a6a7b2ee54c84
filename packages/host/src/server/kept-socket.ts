/**
 * The host's socket for as long as the host runs: whoever takes its file away or puts another in its place does not make the host unreachable.
 * How a socket is made and whose it is is left to `socket-file.ts`, what is said over it to `socket-server.ts`.
 */
import { watch, type FSWatcher } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { basename, dirname } from 'node:path';
import { isProviderError } from '@provost/protocol';
import { systemClock, type Clock } from '../clock.js';
import { pathFault } from './path-fault.js';
import { listenAt, type SocketFile } from './socket-file.js';

/** What became of the socket's path while the host ran. */
export interface SocketNews {
  readonly socket: string;
  readonly was: 'removed' | 'replaced';
  /** Why it could not be bound anew. */
  readonly error?: string;
}

/** Bound anew, or not: then it is tried again. */
export type TellSocketNews = (type: 'socket-renewed' | 'socket-lost', news: SocketNews) => void;

export interface KeptSocketOptions {
  readonly accept: (socket: Socket) => void;
  readonly tell: TellSocketNews;
  readonly clock?: Clock;
  /** For tests: how a directory is watched. */
  readonly watch?: typeof watch;
}

/** How often to look where the system does not tell, or the path could not be taken back. */
const LOOK_MS = 60_000;
/** Whoever takes it away again and again costs one new socket in so long. */
const LEAST_BETWEEN_MS = 1_000;

interface Listener {
  readonly server: Server;
  readonly file: SocketFile;
}

/** The directory is watched rather than looked at from time to time: an idle host wakes for nothing, and is reachable again at once. */
export class KeptSocket {
  readonly #options: KeptSocketOptions;
  readonly #clock: Clock;
  readonly #ended: Promise<void>[] = [];
  #listener: Listener | undefined;
  #watcher: FSWatcher | undefined;
  #timer: { cancel(): void } | undefined;
  #renewal: Promise<void> | undefined;
  #renewedAtMs = -Infinity;
  #toldFault = '';
  #isClosed = false;

  constructor(options: KeptSocketOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Begins to accept at `path`; see {@link listenAt} for what it rejects with. Call it once. */
  async listen(path: string): Promise<void> {
    this.#listener = await this.#bind(path);
    this.#watch();
    this.#look(); // What happened before it was watched.
  }

  /** Stops accepting at once and removes the file if it is still ours. Settles when the connections are closed too, which is left to their owner. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watcher?.close();
    this.#timer?.cancel();
    this.#listener?.file.remove();
    this.#end(this.#listener);
    await this.#renewal;
    await Promise.all(this.#ended);
  }

  async #bind(path: string): Promise<Listener> {
    const server = createServer(this.#options.accept);
    const file = await listenAt(server, path);
    server.on('error', () => { /* One connection that could not be accepted; its peer sees it fail. */ });
    return { server, file };
  }

  /** Its connections go on. */
  #end(listener: Listener | undefined): void {
    if (listener !== undefined) this.#ended.push(new Promise((resolve) => { listener.server.close(() => { resolve(); }); }));
  }

  #watch(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    const path = this.#listener?.file.path ?? '';
    const names = new Set([basename(path), basename(dirname(path)), null]);
    try {
      this.#watcher = (this.#options.watch ?? watch)(dirname(path), { persistent: false }, (_change, name) => {
        if (names.has(name)) this.#look();
      });
      this.#watcher.on('error', () => { this.#unwatched(); });
    } catch {
      this.#unwatched(); // No such directory for now, or more watches than the system allows.
    }
  }

  #unwatched(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#lookAfter(LOOK_MS);
  }

  #lookAfter(delayMs: number): void {
    this.#timer?.cancel();
    if (this.#isClosed) return;
    this.#timer = this.#clock.after(delayMs, () => {
      if (this.#watcher === undefined) this.#lookAfter(LOOK_MS);
      this.#look();
    });
  }

  #look(): void {
    if (this.#isClosed || this.#renewal !== undefined || this.#isThere()) return;
    const waitMs = this.#renewedAtMs + LEAST_BETWEEN_MS - this.#clock.nowMs();
    if (waitMs > 0) return this.#lookAfter(waitMs);
    this.#renewal = this.#renew().finally(() => {
      this.#renewal = undefined;
    });
  }

  #isThere(): boolean {
    try {
      return this.#listener?.file.isOurs() ?? false;
    } catch {
      return false; // Its directory cannot be entered: nobody reaches us there.
    }
  }

  /** Never rejects. */
  async #renew(): Promise<void> {
    const { file } = this.#listener as Listener;
    const [socket, was] = [file.path, file.isThere() ? 'replaced' : 'removed'] as const;
    try {
      const next = await this.#bind(socket);
      if (this.#isClosed) {
        next.file.remove();
        return this.#end(next);
      }
      this.#end(this.#listener);
      this.#listener = next;
      this.#renewedAtMs = this.#clock.nowMs();
      this.#toldFault = '';
      this.#watch();
      this.#options.tell('socket-renewed', { socket, was });
      this.#lookAfter(LEAST_BETWEEN_MS); // It may have been taken away again before it was watched.
    } catch (error) {
      this.#notRenewed({ socket, was, error: (isProviderError(error) ? error : pathFault('The socket', socket, error)).sentence });
    }
  }

  /** Told once for each reason, tried again when something changes there, and from time to time. */
  #notRenewed(news: SocketNews & { readonly error: string }): void {
    if (this.#isClosed) return;
    if (news.error !== this.#toldFault) this.#options.tell('socket-lost', news);
    this.#toldFault = news.error;
    this.#lookAfter(LOOK_MS);
  }
}
