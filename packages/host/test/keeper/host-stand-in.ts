/** The part of a host that a keeper sees: a socket, a hello that checks the secret, and the host's side of the keeper. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hello, ProviderError, type SpawnParams } from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';
import { KeeperLink } from '#src/keeper/keeper-link.js';
import { readLog } from '#src/log/read-log.js';
import { isSameRunning } from '#src/process/identity.js';
import type { ProviderProcess } from '#src/process/provider-process.js';

const fixtures = fileURLToPath(new URL('../../test/keeper/fixtures/', import.meta.url));

/** What outlives a host: its directory and, with `seen`, every process that was ever started on it. */
export class State {
  readonly directory = mkdtempSync(join(tmpdir(), 'provost-keeper-'));
  readonly seen: { readonly pid: number; readonly startTime: number }[] = [];

  get socket(): string {
    return join(this.directory, 'host.sock');
  }

  /** The text of the first log line of a fixture that matches; waits for it. */
  async line(fixture: string, pattern: RegExp): Promise<string> {
    for await (const { text } of readLog(join(this.directory, 'logs', fixture), { follow: true })) if (pattern.test(text)) return text;
    throw new Error('A log that is followed has no end.');
  }

  /** The pids of those that are still there, all of which are ended. */
  clear(): number[] {
    const left = this.seen.filter((process) => isSameRunning(process));
    for (const { pid } of left) process.kill(pid, 'SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
    return left.map(({ pid }) => pid);
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
    this.#state.seen.push(process_);
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

  /** The host dies: nobody listens any more and every line is cut. */
  async die(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
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
      this.#state.seen.push({ pid: hello.pid, startTime: this.#startTimeOf(hello.pid) });
      this.connections.push(connection);
      this.link.accept(connection, hello);
      for (const call of this.#calls.splice(0)) call();
      return { protocol: 1, features: [], host: { version: '0.0.0', pid: process.pid, epoch: 1, state: this.#state.directory }, limits: { frameBytes: 1024 } };
    });
    connection.listen();
  }

  #startTimeOf(pid: number): number {
    return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ')[19]);
  }
}

let spawned = 0;
