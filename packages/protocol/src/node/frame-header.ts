/**
 * The header of a frame: `Content-Length: N`, at most a Content-Type that says UTF-8 or how rows lie in the frame, and nothing else.
 * It says how long the body is and where it begins, or what is wrong; to read on or to give up is left to the reader.
 */

import type { RowEncoding } from '../index.js';

/** What the bytes at hand say. `bodyAt` is the number of bytes of the header block; `rows` is there where rows lie apart from what is said of them. */
export type FrameHeader =
  | { readonly kind: 'whole'; readonly bodyAt: number; readonly bodyBytes: number; readonly rows?: RowEncoding }
  | { readonly kind: 'partial' }
  | { readonly kind: 'wrong'; readonly what: string };

const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;
const PARTIAL: FrameHeader = { kind: 'partial' };
const FIELD = /^([A-Za-z-]+): ?(.*)$/;
const LENGTH = /^[1-9][0-9]{0,9}$/;
/** The content type of a frame of rows in each encoding. */
export const ROWS_TYPES: Readonly<Record<RowEncoding, string>> = { json: 'application/vnd.provost.rows+json', msgpack: 'application/vnd.provost.rows+msgpack' };
const UTF8_TYPE = /^[a-z]+\/[a-z0-9.+-]+(?:; ?charset="?utf-?8"?)?$/i;

/**
 * Reads a header block from the start of `bytes`. What can no longer become one is wrong at once: a first byte that starts no
 * name, a line feed alone, `headerBytes` without an end.
 */
export function readFrameHeader(bytes: Uint8Array, headerBytes: number): FrameHeader {
  const end = Math.min(bytes.length, headerBytes);
  if (end > 0 && !startsName(bytes[0]!)) return wrong('sent bytes that are no frame header');
  let lineAt = 0;
  for (let at = 0; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte === LINE_FEED) {
      if (at === 0 || bytes[at - 1] !== CARRIAGE_RETURN) return wrong('ended a header line with a line feed alone');
      if (at - lineAt === 1) return readFields(bytes, at + 1);
      lineAt = at + 1;
    } else if ((byte < 32 || byte > 126) && byte !== CARRIAGE_RETURN) {
      return wrong('sent bytes that are no frame header');
    }
  }
  return end === headerBytes ? wrong(`sent ${headerBytes} bytes of header without its end (headerBytes)`) : PARTIAL;
}

function startsName(byte: number): boolean {
  return (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
}

function readFields(bytes: Uint8Array, bodyAt: number): FrameHeader {
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bodyAt - 4).toString('latin1');
  let bodyBytes: number | undefined;
  let typed = false;
  let rows: RowEncoding | undefined;
  for (const line of block.split('\r\n')) {
    const field = FIELD.exec(line);
    const name = field?.[1]?.toLowerCase();
    const value = field?.[2] ?? '';
    if (name === 'content-length') {
      if (bodyBytes !== undefined) return wrong('sent a frame with two Content-Length headers');
      if (!LENGTH.test(value)) return wrong(`sent a Content-Length that is no whole number from 1: ${JSON.stringify(value)}`);
      bodyBytes = Number(value);
    } else if (name === 'content-type' && !typed && UTF8_TYPE.test(value)) {
      typed = true;
      rows = encodingOf(value);
    } else {
      return wrong(`sent a frame header that is not known here: ${JSON.stringify(line.slice(0, 80))}`);
    }
  }
  return bodyBytes === undefined ? wrong('sent a frame without a Content-Length') : { kind: 'whole', bodyAt, bodyBytes, ...(rows === undefined ? {} : { rows }) };
}

function encodingOf(type: string): RowEncoding | undefined {
  if (type === ROWS_TYPES.msgpack) return 'msgpack';
  return type === ROWS_TYPES.json ? 'json' : undefined;
}

function wrong(what: string): FrameHeader {
  return { kind: 'wrong', what };
}
