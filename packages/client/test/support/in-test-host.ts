/** The other side of a client: a socket, hello, and whatever answers the test gives. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hello, type HelloParams, type HelloResult } from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';

export type Serve = (connection: Connection) => void;

export class InTestHost {
  readonly state = mkdtempSync(join(tmpdir(), 'provost-'));
  readonly socket = join(this.state, 'host.sock');
  readonly hellos: HelloParams[] = [];
  readonly connections: Connection[] = [];
  /** Of the next hello; a test may make it throw. */
  greet: (hello: HelloParams) => HelloResult | Promise<HelloResult> = () => ({
    protocol: 1, features: [], host: { version: '1', pid: 4711, epoch: this.epoch, state: this.state }, limits: { frameBytes: 1_000_000 },
  });
  epoch = 0;
  readonly #serve: Serve;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  constructor(serve: Serve = () => {}) {
    this.#serve = serve;
  }

  static async started(serve?: Serve): Promise<InTestHost> {
    const host = new InTestHost(serve);
    await host.start();
    return host;
  }

  async start(): Promise<void> {
    this.epoch += 1;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      const connection = openConnection(socket, { peer: 'the client' });
      this.connections.push(connection);
      connection.onRequest(Hello, (hello) => {
        this.hellos.push(hello);
        return this.greet(hello);
      });
      this.#serve(connection);
      connection.listen();
    });
    this.#server.listen(this.socket);
    await once(this.#server, 'listening');
  }

  /** As a kill: every connection breaks, and nobody listens any more. */
  async die(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.die();
    rmSync(this.state, { recursive: true, force: true });
  }
}
