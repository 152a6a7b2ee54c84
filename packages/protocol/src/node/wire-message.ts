/**
 * What a frame may hold: one JSON-RPC 2.0 request, notification or reply, in the strict form that the protocol allows.
 * What its method and parameters mean is left to who answers it.
 */
import { isUtf8 } from 'node:buffer';
import { SCANNED_BEFORE_PARSING_BYTES, isTextDeeperThan, isValueDeeperThan } from './nesting.js';

/** A JSON object that says `jsonrpc: '2.0'`; its members are as the peer wrote them. */
export interface WireMessage {
  readonly jsonrpc: '2.0';
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** What may identify a request of the peer. */
export type RequestId = number | string;

const LONGEST_ID = 128;

/** Parses the body of a frame. Returns what is wrong, as it goes on after the peer's name, for anything but a JSON-RPC 2.0 object. */
export function parseBody(bytes: Buffer, start: number, end: number, depth: number): WireMessage | string {
  const length = end - start;
  if (length > SCANNED_BEFORE_PARSING_BYTES && isTextDeeperThan(bytes.subarray(start, end), depth)) return tooDeep(depth);
  const text = bytes.toString('utf8', start, end);
  // The decoder puts U+FFFD where bytes are wrong; only then is it worth asking whether it was sent as such.
  if (text.includes('\uFFFD') && !isUtf8(bytes.subarray(start, end))) return 'sent a message that is not UTF-8';
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return 'sent a message that is not JSON';
  }
  if (typeof message !== 'object' || message === null) return 'sent a message that is no JSON object';
  if (Array.isArray(message)) return 'sent a batch; messages come one by one';
  if ((message as WireMessage).jsonrpc !== '2.0') return 'sent a message without "jsonrpc": "2.0"';
  // Every level takes two bytes, so a short message cannot be deep.
  if (length > 2 * depth && isValueDeeperThan(message, depth)) return tooDeep(depth);
  return message as WireMessage;
}

function tooDeep(depth: number): string {
  return `sent a message nested more than ${depth} deep (depth)`;
}

/** Says what is wrong with the members of a message, as it goes on after the peer's name, or undefined when nothing is. */
export function faultOf(message: WireMessage): string | undefined {
  const { id, method, params } = message;
  if (method === undefined) return faultOfReply(message);
  if (typeof method !== 'string') return 'sent a message whose method is no string';
  if (message.result !== undefined || message.error !== undefined) return 'sent a message that is both a request and a reply';
  if (params !== undefined && (typeof params !== 'object' || params === null || Array.isArray(params))) {
    return `sent ${JSON.stringify(method.slice(0, 80))} with params that are no object`;
  }
  if (id === undefined || Number.isSafeInteger(id)) return undefined;
  if (typeof id === 'string' && id.length <= LONGEST_ID) return undefined;
  return `sent a request whose id is neither a whole number nor a string of at most ${LONGEST_ID} characters`;
}

function faultOfReply(message: WireMessage): string | undefined {
  const { id, error } = message;
  if (error === undefined) {
    if (message.result === undefined) return 'sent a message that is neither a request nor a reply';
  } else {
    if (message.result !== undefined) return 'sent a reply with both a result and an error';
    if (typeof error !== 'object' || error === null) return 'sent a reply whose error is no object';
    const { code, message: sentence } = error as Record<string, unknown>;
    if (!Number.isSafeInteger(code) || typeof sentence !== 'string') return 'sent a reply whose error has no whole code and message';
    if (id === null) return `could not read what was sent to it: ${JSON.stringify(sentence.slice(0, 200))}`;
  }
  return typeof id === 'number' && Number.isSafeInteger(id) ? undefined : 'sent a reply whose id is no whole number';
}
