/** The host's side of what a provider under test asks its host: each request goes in by a door, and rows, progress and warnings come back. */
import {
  Classes, Create, CreditToHost, Delete, Get, Invoke, List, Modify, Namespaces, ProgressToClient, ProviderError, RowsToClient, SchemaOf, WarningToClient,
  type Door, type DoorOptions, type JsonObject, type RequestMessage,
} from '@provost/protocol';
import type { Connection, IncomingRequest } from '@provost/protocol/node';

/** What goes along with each request of a provider. */
interface Told {
  readonly operation?: number;
  /** In which of its contexts it asks. */
  readonly context?: string;
}

/** Calls of the host that are open, which keep a provider from being idle. */
export interface OpenCalls {
  began(): void;
  ended(): void;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any request, whatever its types
const REQUESTS: readonly RequestMessage<any, any>[] = [Get, Create, Modify, Delete, Invoke, Namespaces, Classes, SchemaOf];

/** Sets the handlers of a connection that does not listen yet. Without a door each request fails as NOT_SUPPORTED. */
export function serveDoor(connection: Connection, door: Door | undefined, open: OpenCalls): void {
  const credits = new Map<number, Credit>();
  const counted = async <T>(act: () => Promise<T>): Promise<T> => {
    open.began();
    try {
      return await act();
    } finally {
      open.ended();
    }
  };
  for (const message of REQUESTS) {
    connection.onRequest(message, (params: unknown, incoming) => {
      const { operation, context: _, ...asked } = params as Told & JsonObject;
      return counted(() => required(door, message.method).request(message, asked, optionsOf(connection, operation, incoming)));
    });
  }
  connection.onNotification(CreditToHost, ({ operation, credit }) => { credits.get(operation)?.grant(credit); });
  connection.onRequest(List, (params, incoming) => counted(async () => {
    const { operation, credit: granted, context: _, ...asked } = params as typeof params & Told;
    const credit = new Credit(granted);
    credits.set(operation, credit);
    let count = 0;
    try {
      for await (const rows of required(door, List.method).stream(List, asked, optionsOf(connection, operation, incoming))) {
        await credit.take(incoming.signal);
        connection.notify(RowsToClient, { operation, rows });
        count += rows.length;
      }
      return { count };
    } finally {
      credits.delete(operation);
    }
  }));
}

/** How many batches may be sent. */
class Credit {
  #left: number;
  #granted = (): void => {};

  constructor(left: number) {
    this.#left = left;
  }

  grant(more: number): void {
    this.#left += more;
    this.#granted();
  }

  /** Waits for one where there is none; rejects when nobody waits for rows any more. */
  async take(signal: AbortSignal): Promise<void> {
    while (this.#left === 0) {
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        this.#granted = resolve;
        signal.addEventListener('abort', () => { resolve(); }, { once: true });
      });
    }
    this.#left--;
  }
}

function optionsOf(connection: Connection, operation: number | undefined, incoming: IncomingRequest): DoorOptions {
  const { signal } = incoming;
  if (operation === undefined) return { signal };
  return {
    signal,
    onProgress: (progress) => { connection.notify(ProgressToClient, { operation, ...progress }); },
    onWarning: (message) => { connection.notify(WarningToClient, { operation, message }); },
  };
}

function required(door: Door | undefined, method: string): Door {
  if (door !== undefined) return door;
  throw new ProviderError('NOT_SUPPORTED', {}, {
    message: `${method}: this test gives the provider no host to ask.`,
    remedy: 'Give it one: load(provider, { host: [...] }), with the providers that it asks, or fakes of them.',
  });
}
