/** A real host in a state directory of its own, and what tests ask of it. */
import { ProviderHost, type ProviderHostOptions } from '@provost/host';
import { Events, Invoke, Providers, Status, type Door, type HostEvent, type ProviderView } from '@provost/protocol';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectGone } from './pid-is-gone.js';

export interface TestHost extends AsyncDisposable {
  readonly host: ProviderHost;
  readonly door: Door;
  readonly state: string;
  /** Registers the folder or file. */
  register(path: string, more?: { name?: string; config?: Record<string, unknown>; environment?: Record<string, string> }): Promise<void>;
  /** Calls a method of a class or an instance and answers with its value. */
  call(path: string, method: string, args?: Record<string, unknown>, timeoutMs?: number): Promise<unknown>;
  provider(name: string): Promise<ProviderView>;
  /** The next event that fits, counted from the host's start: one that has come already counts. */
  event(type: string, provider?: string, fits?: (event: HostEvent) => boolean): Promise<HostEvent>;
  events(): Promise<HostEvent[]>;
}

/** Starts a host; leaving its scope stops it and proves that no process of a provider or a keeper is left; a test that stops it looks for itself. */
export async function startHost(settings: Record<string, string> = {}, options: Partial<Pick<ProviderHostOptions, 'clock' | 'state'>> = {}): Promise<TestHost> {
  const state = options.state ?? await mkdtemp(join(tmpdir(), 'provost-test-'));
  const host = new ProviderHost({ settings, ...options, state });
  await host.start();
  let isStopped = false;
  void host.stopped.then(() => { isStopped = true; });
  const door = host.door();
  const read = async (follow: boolean, fits: (event: HostEvent) => boolean): Promise<HostEvent | undefined> => {
    for await (const rows of door.stream(Events, { since: 0, follow })) {
      for (const row of rows) if (fits(row as HostEvent)) return row as HostEvent;
    }
    return undefined;
  };
  const events = async (): Promise<HostEvent[]> => {
    const all: HostEvent[] = [];
    await read(false, (event) => {
      all.push(event);
      return false;
    });
    return all;
  };
  return {
    host,
    door,
    state,
    register: async (path, more = {}) => void (await host.register({ path, ...more })),
    call: async (path, method, args = {}, timeoutMs) => (await door.request(Invoke, { path, method, arguments: args, ...(timeoutMs === undefined ? {} : { timeoutMs }) })).value,
    provider: async (name) => {
      const { providers } = await door.request(Providers, {});
      const found = providers.find((one) => one.name === name);
      if (found === undefined) throw new Error(`no provider ${name}`);
      return found;
    },
    event: async (type, provider, fits = () => true) => {
      const found = await read(true, (event) => event.type === type && (provider === undefined || event.provider === provider) && fits(event));
      if (found === undefined) throw new Error(`the host stopped before ${type}`);
      return found;
    },
    events,
    [Symbol.asyncDispose]: async () => {
      if (!isStopped) {
        const pids = (await events()).flatMap(({ type, pid }) => (!type.startsWith('host-') && typeof pid === 'number' ? [pid] : []));
        const { keeper } = await door.request(Status, {});
        await host.stop();
        await Promise.all([...pids, keeper?.pid ?? []].flat().map((pid) => expectGone(pid)));
      }
      await rm(state, { recursive: true, force: true });
    },
  };
}
