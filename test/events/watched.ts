/** Watching in tests: the events as they come, one after the other. */
import { join } from 'node:path';
import { HostObjects, type EventRow, type WatchParams } from '@provost/protocol';
import { startHost, type TestHost } from '../support/start-host.js';

/** The provider that raises what it is told to. */
export const RAISER = join(import.meta.dirname, '../../events/providers/raiser.js');

export interface Watched extends AsyncDisposable {
  /** The next event. */
  next(): Promise<EventRow>;
  /** As many. */
  take(count: number): Promise<EventRow[]>;
  /** Why it ended. */
  failure(): Promise<unknown>;
}

/** Watches a query, from the moment at which nothing is missed. */
export async function watch(host: Pick<TestHost, 'door'>, query: string, more: Omit<WatchParams, 'query'> = {}): Promise<Watched> {
  const leaving = new AbortController();
  const watching = new HostObjects(host.door).watch(query, { ...more, signal: leaving.signal });
  await watching.ready;
  const iterator = watching[Symbol.asyncIterator]();
  const next = async (): Promise<EventRow> => {
    const { done, value } = await iterator.next();
    if (done === true) throw new Error('the events have ended');
    return value;
  };
  return {
    next,
    take: async (count) => {
      const taken: EventRow[] = [];
      while (taken.length < count) taken.push(await next());
      return taken;
    },
    failure: () => iterator.next().then(() => undefined, (error: unknown) => error),
    [Symbol.asyncDispose]: async () => {
      const left = iterator.return?.(undefined);
      leaving.abort();
      await Promise.resolve(left).catch(() => undefined);
    },
  };
}

/** A host with that provider. */
export async function hostWithRaiser(settings: Record<string, string> = {}): Promise<TestHost> {
  const host = await startHost(settings);
  await host.register(RAISER);
  return host;
}
