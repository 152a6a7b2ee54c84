/** The part of a host that a keeper sees: a socket, a hello that checks the secret, and the host's side of the keeper. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hello, ProviderError, type SpawnParams } from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';
import { KeeperLink } from '#src/keeper/keeper-link.js';
import { readLog } from '#src/log/read-log.js';
import { identify, isSameRunning } from '#src/process/identity.js';
import type { ProviderProcess } from '#src/process/provider-process.js';
import { goneAs } from './gone.js';

const fixtures = fileURLToPath(new URL('../../test/keeper/fixtures/', import.meta.url));

/** What outlives a host: its directory, and every process that was ever started on it. */
export class State {
  readonly directory = mkdtempSync(join(tmpdir(), 'provost-keeper-'));
  readonly providers: Pick<ProviderProcess, 'pid' | 'startTime'>[] = [];
  readonly keepers: Pick<ProviderProcess, 'pid' | 'startTime'>[] = [];

  get socket(): string {
    return join(this.directory, 'host.sock');
  }

  /** The text of the first log line of a fixture that matches; waits for it. */
  async line(fixture: string, pattern: RegExp): Promise<string> {
    for await (const { text } of readLog(join(this.directory, 'logs', fixture), { follow: true })) if (pattern.test(text)) return text;
    throw new Error('A log that is followed has no end.');
  }

  /** Waits until every provider that was ever started is gone by itself, ends the keepers, and removes the directory. */
  async clear(): Promise<void> {
    await Promise.all(this.providers.map((one) => goneAs(one)));
    for (const keeper of this.keepers.filter((one) => isSameRunning(one))) process.kill(keeper.pid, 'SIGKILL');
    await Promise.all(this.keepers.map((one) => goneAs(one)));
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export class HostStandIn {
  readonly link: KeeperLink;
  readonly connections: Connection[] = [];
  readonly #state: State;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #calls: (() => void)[] = [];

  private constructor(state: State, options: { program?: string; startTimeoutMs?: number }) {
    this.#state = state;
    this.link = new KeeperLink({ socket: state.socket, stateDirectory: state.directory, ...options });
    this.link.resume();
    this.#server = createServer((socket) => this.#take(socket));
  }

  static async start(state: State, options: { program?: string; startTimeoutMs?: number } = {}): Promise<HostStandIn> {
    const host = new HostStandIn(state, options);
    rmSync(state.socket, { force: true });
    host.#server.listen(state.socket);
    await once(host.#server, 'listening');
    return host;
  }

  /** Starts a fixture, or another command with `params`. */
  async spawn(fixture: string, params: Partial<SpawnParams> = {}): Promise<ProviderProcess> {
    const activation = params.activation ?? `1.${(spawned += 1)}`;
    const process_ = await this.link.spawn({
      activation,
      provider: fixture,
      generation: 1,
      command: process.execPath,
      arguments: [join(fixtures, `${fixture}.js`)],
      directory: fixtures,
      environment: { PATH: process.env['PATH'] ?? '' },
      bootstrap: { socket: this.#state.socket, activation: { id: activation, secret: 'secret' } },
      log: { directory: join(this.#state.directory, 'logs', fixture), fileBytes: 1024 * 1024, files: 3, bytesPerSecond: 1024 * 1024 },
      ...params,
    });
    this.#state.providers.push(process_);
    return process_;
  }

  /** The pid of the keeper that serves. */
  get keeperPid(): number {
    return this.link.pid!;
  }

  /** Settles when a keeper has called once more. */
  nextCall(): Promise<void> {
    return new Promise((resolve) => this.#calls.push(resolve));
  }

  /** Tells the keeper that a process is initialised; resolves when the keeper knows. */
  async initialize(process_: ProviderProcess, orphanAfterMs: number, releaseTimeoutMs?: number): Promise<void> {
    await process_.initialized(orphanAfterMs, releaseTimeoutMs);
  }

  /** The host dies: nobody listens any more and every line is cut. */
  async die(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
    await this.link.stop(); // It has nobody to speak to any more; what it looks for in /proc would keep this process alive.
  }

  /** The host stops in order. */
  async stop(): Promise<void> {
    await this.link.stop();
    await this.die();
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    const connection = openConnection(socket, { peer: 'a keeper' });
    connection.onRequest(Hello, (hello) => {
      const hash = createHash('sha256').update(hello.activation?.secret ?? '').digest('hex');
      if (this.link.expects(hello.activation?.id ?? '') !== hash) throw new ProviderError('ACCESS_DENIED');
      this.#state.keepers.push(identify(hello.pid)!);
      this.connections.push(connection);
      this.link.accept(connection, hello);
      for (const call of this.#calls.splice(0)) call();
      return { protocol: 1, features: [], host: { version: '0.0.0', pid: process.pid, epoch: 1, state: this.#state.directory }, limits: { frameBytes: 1024 } };
    });
    connection.listen();
  }
}

let spawned = 0;
