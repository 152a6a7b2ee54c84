/**
 * One client over the socket: its requests go in by a door, and rows, progress and warnings come back under the client's own number
 * for the operation. What a request means is left to the door.
 */
import {
  CreditToHost, ProgressToClient, ProviderError, TurnoverMap, WarningToClient, Watch, checkerOf,
  type AbortSignalLike, type AskedParams, type Door, type DoorOptions, type JsonObject, type RowBatch, type RowEncoding, type StreamMessage,
} from '@provost/protocol';
import type { Connection, IncomingRequest } from '@provost/protocol/node';
import { systemClock, type Clock } from '../clock.js';
import { CLIENT_REQUESTS, CLIENT_STREAMS, PROVIDER_REQUESTS } from './client-requests.js';
import { CreditWindow } from './credit-window.js';
import { Precedence } from './precedence.js';
import { RowSender } from './row-sender.js';

/** A door that may hand rows over as they came. */
export interface PeerDoor extends Door {
  batches?<M extends StreamMessage>(message: M, params: AskedParams<M>, options: DoorOptions, rows: RowsWanted): AsyncIterable<RowBatch>;
}

/** How rows are wanted. */
interface RowsWanted {
  /** The encoding in which they may come as they are. */
  readonly takesPacked: RowEncoding | undefined;
  /** Whether they are to leave the way to others for now. */
  readonly givesWay: () => boolean;
}

/** What every message with a number of its own may say. */
interface Numbered {
  readonly operation?: number;
}
/** What a provider has to say besides: the context in which it asks. */
interface InContext {
  readonly context?: string;
}
type StreamParams = { readonly operation: number; readonly credit: number } & InContext;

/** For how long the next batch is not asked for at most, while small requests are about, until a client has taken the last. */
const TAKEN_WITHIN_MS = 2;
/** Characters of a context's name. */
const LONGEST_CONTEXT = 200;
/** Characters of a progress message or a warning. */
const LONGEST_MESSAGE = 8_192;

const checkCredit = checkerOf({
  type: 'object',
  properties: { operation: { type: 'integer', minimum: 0 }, credit: { type: 'integer', minimum: 1 } },
  required: ['operation', 'credit'],
});

export class ClientPeer {
  readonly #connection: Connection;
  readonly #doorOf: (context: string | undefined) => PeerDoor;
  /** The numbers in use, each with its credit; a request without rows has none. */
  readonly #operations = new TurnoverMap<number, CreditWindow | undefined>();
  readonly #precedence: Precedence;
  readonly #clock: Clock;

  /** Sets the handlers of the connection; it need not listen yet. Nothing has to be closed: all of it ends with the connection. */
  constructor(connection: Connection, doorOf: (context: string | undefined) => PeerDoor, { withContext = false, clock = systemClock }: { readonly withContext?: boolean; readonly clock?: Clock } = {}) {
    this.#clock = clock;
    this.#precedence = new Precedence(clock);
    this.#connection = connection;
    this.#doorOf = doorOf;
    for (const { message, check } of withContext ? [...CLIENT_REQUESTS, ...PROVIDER_REQUESTS] : CLIENT_REQUESTS) {
      connection.onRequest(message, (given: unknown, incoming) => {
        const { context, params } = withContext ? inContext(given, message.method) : { context: undefined, params: given };
        check(params);
        const { operation } = params as Numbered;
        if (operation === undefined) return this.#precedence.request(doorOf(context).request(message, params as AskedParams<typeof message>, { signal: incoming.cancellation }));
        const { operation: _, ...asked } = params as Numbered & JsonObject;
        return this.#precedence.request(this.#numbered(operation, undefined, () => doorOf(context).request(message, asked, this.#optionsOf(operation, incoming.cancellation))));
      });
    }
    for (const { message, check } of CLIENT_STREAMS) {
      connection.onRequest(message, (given: unknown, incoming) => {
        const { context, params } = withContext ? inContext(given, message.method) : { context: undefined, params: given };
        check(params);
        return this.#precedence.stream(() => this.#stream(message, { ...(params as StreamParams), ...(context === undefined ? {} : { context }) }, incoming));
      });
    }
    connection.onNotification(CreditToHost, (grant) => { this.#grant(grant); });
  }

  /** How many operations with a number of their own are under way. */
  get operations(): number {
    return this.#operations.size;
  }

  #stream(message: StreamMessage, params: StreamParams, incoming: IncomingRequest): Promise<{ readonly count: number }> {
    const { operation, credit, context, ...asked } = params;
    const window = new CreditWindow(credit);
    return this.#numbered(operation, window, async () => {
      const { signal } = incoming;
      let count = 0;
      // Leaving the loop, by whatever way, ends the door's side of it.
      const [door, options] = [this.#doorOf(context), this.#optionsOf(operation, signal)];
      const sender = new RowSender(this.#connection, { operation, window, signal });
      const wanted = { takesPacked: this.#connection.rowEncoding, givesWay: () => this.#precedence.isWanted };
      for await (const rows of door.batches?.(message, asked, options, wanted) ?? door.stream(message, asked, options)) {
        if (rows.length === 0 && message.method !== Watch.method) continue; // Of what is watched an empty batch says that it has begun.
        await this.#precedence.turn();
        await sender.send(rows);
        count += rows.length;
        if (this.#precedence.isWanted) await window.emptied(signal, this.#clock, TAKEN_WITHIN_MS);
      }
      return { count };
    });
  }

  async #numbered<T>(operation: number, window: CreditWindow | undefined, act: () => Promise<T>): Promise<T> {
    if (this.#operations.has(operation)) {
      throw new ProviderError('INVALID_PARAMETER', { operation }, {
        message: `The number ${operation} is that of an operation which is still under way on this connection.`,
        remedy: 'Give each operation a number of its own while it runs.',
      });
    }
    this.#operations.set(operation, window);
    try {
      return await act();
    } finally {
      this.#operations.delete(operation);
    }
  }

  /** More credit. For an operation that has ended, or never was, it has no effect: the two may have crossed. */
  #grant(grant: { readonly operation: number; readonly credit: number }): void {
    if (checkCredit(grant) !== undefined) {
      throw new ProviderError('PROTOCOL_VIOLATED', { peer: this.#connection.peer }, {
        message: `${this.#connection.peer} granted credit that is none. The connection to it was closed.`,
      });
    }
    this.#operations.get(grant.operation)?.grant(grant.credit);
  }

  #optionsOf(operation: number, signal: AbortSignalLike): DoorOptions {
    const connection = this.#connection;
    return {
      signal,
      onProgress: ({ percent, message }) => {
        connection.notify(ProgressToClient, { operation, ...(percent === undefined ? {} : { percent }), ...(message === undefined ? {} : { message: shown(message) }) });
      },
      onWarning: (message) => { connection.notify(WarningToClient, { operation, message: shown(message) }); },
    };
  }
}

/** A provider says with each request in which context it asks: without it nobody could tell a circle of calls. */
function inContext(given: unknown, method: string): { readonly context: string; readonly params: unknown } {
  const { context, ...params } = (given ?? {}) as InContext & JsonObject;
  if (typeof context === 'string' && context.length <= LONGEST_CONTEXT) return { context, params };
  throw new ProviderError('INVALID_PARAMETER', { method }, {
    message: `${method} of a provider must name its context: the id of the operation that it is at, or "load".`,
    remedy: 'Add the member "context".',
  });
}

/** What a person is shown in passing: never so long that it could not be sent. */
function shown(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE)}...`;
}
