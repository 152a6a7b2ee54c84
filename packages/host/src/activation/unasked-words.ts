/** What a provider says without being asked: rows, progress, warnings, refusals. What is none of them breaks the protocol, whoever wrote the provider; whom it concerns is left to the activation. */
import {
  JobFailedFromProvider, LeavingFromProvider, ProgressFromProvider, ProviderError, RefuseUnloadFromProvider, RequestUnloadFromProvider, RowsFromProvider, WarningFromProvider,
  excerpt, isPacked, type Progress, type RowBatch, type WireError,
} from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';

/** Who is told, each time with the context that it was said of. */
export interface UnaskedListener {
  /** Without a context: how the load is getting on. */
  progressed(context: string | undefined, progress: Progress): void;
  warned(context: string, message: string): void;
  /** What is in a row is left to its class. */
  arrived(context: string, rows: RowBatch): void;
  refused(context: string, operation: string, why: string | undefined): void;
  requested(context: string): void;
  /** It lets go without having been asked. */
  leaves(): void;
  jobFailed(context: string, name: string, error: WireError): void;
}

/** Longer names and reasons are cut: operators read them in a table. */
const LONGEST_WORDS = 200;

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
    must(typeof context === 'string' && (isPacked(rows) || (Array.isArray(rows) && rows.every(isObject))), RowsFromProvider.method, 'a context and a list of objects');
    listener.arrived(context, rows);
  });
  hearRefusals(connection, listener, must);
}

function hearRefusals(connection: Connection, listener: UnaskedListener, must: (fits: boolean, method: string, expected: string) => void): void {
  connection.onNotification(RefuseUnloadFromProvider, ({ context, operation, why }) => {
    must(isName(context) && typeof operation === 'string' && isOptional(why, 'string'), RefuseUnloadFromProvider.method, `a context of at most ${LONGEST_WORDS} characters, an operation, and a why that is a text as far as it is there`);
    listener.refused(context, excerpt(operation, LONGEST_WORDS), why === undefined ? undefined : excerpt(why, LONGEST_WORDS));
  });
  connection.onNotification(RequestUnloadFromProvider, ({ context }) => {
    must(isName(context), RequestUnloadFromProvider.method, `a context of at most ${LONGEST_WORDS} characters`);
    listener.requested(context);
  });
  connection.onNotification(LeavingFromProvider, () => listener.leaves());
  connection.onNotification(JobFailedFromProvider, ({ context, name, error }) => {
    must(isName(context) && typeof name === 'string' && isObject(error) && typeof error.message === 'string', JobFailedFromProvider.method, 'a context, a name and an error with a message');
    listener.jobFailed(context, excerpt(name, LONGEST_WORDS), { ...error, message: excerpt(error.message, 10 * LONGEST_WORDS) });
  });
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST_WORDS;
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
