/** A real unix socket with our connection on the accepting side and whoever dials on the other. Everything is closed after each test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from '#src/node/connection.js';
import { RpcConnection } from '#src/node/rpc-connection.js';
import { notification, request } from '#src/index.js';
import { RawPeer } from './raw-peer.js';

export const Echo = request<Record<string, unknown>, Record<string, unknown>>('host/echo');
export const Ask = request<Record<string, unknown>, Record<string, unknown>>('client/ask');
export const Tell = notification<Record<string, unknown>>('host/tell');

export class Exchange {
  readonly path: string;
  readonly #directory: string;
  readonly #server: Server;
  readonly #peers: RawPeer[] = [];
  readonly #connections: RpcConnection[] = [];
  #accepted: (connection: RpcConnection) => void = () => undefined;

  constructor(options: Partial<ConnectionOptions> = {}, onStream: (stream: Duplex) => void = () => undefined) {
    this.#directory = mkdtempSync(join(tmpdir(), 'provost-connection-'));
    this.path = join(this.#directory, 'x.sock');
    this.#server = createServer((socket) => {
      onStream(socket);
      const connection = new RpcConnection(socket, { peer: 'the peer', ...options });
      this.#connections.push(connection);
      connection.onRequest(Echo, (params) => params);
      this.#accepted(connection);
      connection.listen();
    });
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => { this.#server.listen(this.path, resolve); });
    return this;
  }

  /** A peer that writes by hand, and our side of its connection; `prepare` sets handlers before anything is read. */
  async raw(prepare: (connection: RpcConnection) => void = () => undefined): Promise<{ raw: RawPeer; connection: RpcConnection }> {
    const accepted = this.#accept(prepare);
    const raw = new RawPeer(this.path);
    this.#peers.push(raw);
    return { raw, connection: await accepted };
  }

  /** Resolves with our side of the next connection that is dialled. */
  accept(prepare: (connection: RpcConnection) => void = () => undefined): Promise<RpcConnection> {
    return this.#accept(prepare);
  }

  /** Another peer asks and is answered: whatever happened, it cost nobody else anything. */
  async servesTheNext(): Promise<unknown> {
    const { raw } = await this.raw();
    raw.send({ jsonrpc: '2.0', id: 'next', method: Echo.method, params: { still: 'here' } });
    return (await raw.next()).result;
  }

  async close(): Promise<void> {
    for (const peer of this.#peers) peer.socket.destroy();
    for (const connection of this.#connections) connection.close();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #accept(prepare: (connection: RpcConnection) => void): Promise<RpcConnection> {
    return new Promise((resolve) => {
      this.#accepted = (connection) => {
        prepare(connection);
        resolve(connection);
      };
    });
  }
}
