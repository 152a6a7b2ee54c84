/** What a provider says without being asked: rows, progress, warnings. What is none of them breaks the protocol, whoever wrote the provider; whom it concerns is left to the activation. */
import { ProgressFromProvider, ProviderError, RowsFromProvider, WarningFromProvider, type JsonObject, type Progress } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';

/** Who is told, each time with the context that it was said of. */
export interface UnaskedListener {
  /** Without a context: how the load is getting on. */
  progressed(context: string | undefined, progress: Progress): void;
  warned(context: string, message: string): void;
  /** What is in a row is left to its class. */
  arrived(context: string, rows: readonly JsonObject[]): void;
}

/** Hears a connection. A shape that is none closes it with PROTOCOL_VIOLATED. */
export function hearUnasked(connection: Connection, listener: UnaskedListener): void {
  const must = (fits: boolean, method: string, expected: string): void => {
    if (!fits) throw shapeless(connection.peer, method, expected);
  };
  connection.onNotification(ProgressFromProvider, ({ context, ...progress }) => {
    const fits = isOptional(context, 'string') && isOptional(progress.percent, 'number') && isOptional(progress.message, 'string');
    must(fits, ProgressFromProvider.method, 'a percent that is a number and a message that is a text, as far as they are there');
    listener.progressed(context, progress);
  });
  connection.onNotification(WarningFromProvider, ({ context, message }) => {
    must(typeof context === 'string' && typeof message === 'string', WarningFromProvider.method, 'a context and a message');
    listener.warned(context, message);
  });
  connection.onNotification(RowsFromProvider, ({ context, rows }) => {
    must(typeof context === 'string' && Array.isArray(rows) && rows.every(isObject), RowsFromProvider.method, 'a context and a list of objects');
    listener.arrived(context, rows);
  });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOptional(value: unknown, type: 'string' | 'number'): boolean {
  return value === undefined || typeof value === type;
}

function shapeless(peer: string, method: string, expected: string): ProviderError {
  return new ProviderError('PROTOCOL_VIOLATED', { peer, method }, { message: `${method} of ${peer} must have ${expected}. The connection to it was closed.` });
}
