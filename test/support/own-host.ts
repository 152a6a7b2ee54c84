/** A host in a process of its own, which a test may kill and start anew on the same state directory, with one cell in it. */
import { connect, type Client } from '@provost/client';
import { Events, Invoke, Providers, SetSetting, Status, type HostEvent, type ProviderView } from '@provost/protocol';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN } from '../cli/support.js';
import { CELL } from './cells.js';
import { isGone, untilGone } from './pid-is-gone.js';

/** Leaving its scope ends what is left of it. */
export interface OwnHost extends AsyncDisposable {
  readonly client: Client;
  readonly state: string;
  readonly pid: number;
  tell(method: string, args?: Record<string, unknown>): Promise<unknown>;
  /** SIGKILL: settles when the host runs no more. */
  kill(): Promise<void>;
  /** Settles when the host runs no more, which somebody has asked it to. */
  gone(): Promise<void>;
  /** Starts the next one on the same state directory, and a client of it. */
  startAgain(): Promise<void>;
  /** The pid of the keeper, once there is one. */
  keeper(): Promise<number>;
  cell(): Promise<ProviderView>;
  /** The next event that fits; one that has come already counts, also of an earlier host. */
  event(type: string, fits?: (event: HostEvent) => boolean): Promise<HostEvent>;
  events(): Promise<HostEvent[]>;
  trace(): Promise<string[]>;
}

export interface OwnHostOptions {
  readonly config?: Record<string, unknown>;
  readonly environment?: Record<string, string>;
  readonly settings?: Record<string, string>;
  /** What the first host has in its own environment. */
  readonly hostEnvironment?: Record<string, string>;
}

/** Starts it and registers the cell. */
export async function startOwnHost({ config = {}, environment = {}, settings = {}, hostEnvironment = {} }: OwnHostOptions = {}): Promise<OwnHost> {
  const folder = await mkdtemp(join(tmpdir(), 'provost-own-'));
  const [state, trace] = [join(folder, 'state'), join(folder, 'trace')];
  const keepers = new Set<number>();
  let host: ChildProcess;
  let gone: Promise<unknown>;
  let client: Client;
  const start = async (more: Record<string, string> = {}): Promise<void> => {
    host = spawn(process.execPath, [BIN, 'up', '--state', state], { stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...more } });
    gone = once(host, 'close');
    await once(host.stdout!, 'data');
    host.stdout!.resume();
    client = await connect({ state });
  };
  const keeper = async (): Promise<number> => {
    for (;;) {
      const pid = (await client.request(Status, {})).keeper?.pid;
      if (pid !== undefined) {
        keepers.add(pid);
        return pid;
      }
    }
  };
  async function* events(follow: boolean): AsyncGenerator<HostEvent> {
    for await (const rows of client.stream(Events, { since: 0, follow })) for (const row of rows) yield row as HostEvent;
  }
  await start(hostEnvironment);
  for (const [key, value] of Object.entries(settings)) await client!.request(SetSetting, { key, value });
  await client!.register({ path: CELL, config: { trace, ...config }, environment });
  await keeper();
  return {
    get client() {
      return client;
    },
    get pid() {
      return host.pid as number;
    },
    state,
    tell: async (method, args = {}) => (await client.request(Invoke, { path: 'root/cells:Cell', method, arguments: args })).value,
    kill: async () => {
      host.kill('SIGKILL');
      await gone;
      await client.close();
    },
    gone: async () => {
      await gone;
      await client.close();
    },
    startAgain: () => start(),
    keeper,
    cell: async () => (await client.request(Providers, {})).providers.find(({ name }) => name === 'cell') as ProviderView,
    event: async (type, fits = () => true) => {
      for await (const event of events(true)) if (event.type === type && fits(event)) return event;
      throw new Error(`the host stopped before ${type}`);
    },
    events: async () => {
      const all: HostEvent[] = [];
      for await (const event of events(false)) all.push(event);
      return all;
    },
    trace: async () => (await readFile(trace, 'utf8')).split('\n').slice(0, -1),
    [Symbol.asyncDispose]: async () => {
      const isUp = host.exitCode === null && host.signalCode === null;
      const left = isUp ? (await client.request(Providers, {})).providers.flatMap(({ pid }) => pid ?? []) : [];
      const last = isUp ? (await client.request(Status, {})).keeper?.pid : undefined;
      if (last !== undefined) keepers.add(last); // Another than the first, where a test has killed that one.
      await client.close();
      host.kill('SIGKILL');
      await gone;
      for (const pid of [...left, ...keepers]) {
        if (await isGone(pid)) continue;
        try {
          process.kill(pid, 'SIGKILL'); // They would wait a minute for the next host.
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // It has just gone by itself.
        }
        await untilGone(pid);
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
