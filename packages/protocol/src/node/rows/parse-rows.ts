/**
 * A frame of rows: one line of JSON, the notification without its rows, and after it the rows, which are not looked at here. They become the member `rows` of
 * its params, so that whoever takes the notification takes them as any others.
 */
import type { RowEncoding } from '../../index.js';
import { parseBody, type WireMessage } from '../wire-message.js';
import { PackedBytes } from './packed-bytes.js';

const LINE_FEED = 10;
/** How deep the list of rows stands in a notification: the message, its params, the list. */
const LEVELS_AROUND = 3;
/** What is said of rows is short. */
const LONGEST_LINE = 64 * 1024;

/** The notification, or what is wrong with it, as it goes on after the peer's name. */
export function parseRows(body: Buffer, encoding: RowEncoding, depth: number): WireMessage | string {
  const end = body.subarray(0, LONGEST_LINE).indexOf(LINE_FEED);
  if (end === -1) return `sent a frame of rows without a line that says of what (within ${LONGEST_LINE} bytes)`;
  const message = parseBody(body, 0, end, depth);
  if (typeof message === 'string') return message;
  const { id, method, params } = message;
  if (typeof method !== 'string' || id !== undefined || typeof params !== 'object' || params === null || Array.isArray(params)) return 'sent rows with what is no notification';
  const { count } = params as { readonly count?: unknown };
  if (!Number.isSafeInteger(count) || (count as number) < 0 || Object.hasOwn(params, 'rows')) return `sent ${JSON.stringify(method.slice(0, 80))} with rows apart and no count of them, or with rows inside as well`;
  const packed = new PackedBytes(encoding, count as number, [body.subarray(end + 1)], rowDepth(depth));
  return { jsonrpc: '2.0', method, params: { ...params, rows: packed } };
}

/** How deep a row may be nested, itself included, where a message may be nested so deep. */
export function rowDepth(depth: number): number {
  return depth - LEVELS_AROUND;
}
