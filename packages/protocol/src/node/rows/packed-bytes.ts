/** Packed rows in memory, in either encoding: how many they are, the bytes, and how they are read. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { JsonObject, PackedRows, RowEncoding } from '../../index.js';
import { SCANNED_BEFORE_PARSING_BYTES, isTextDeeperThan, isValueDeeperThan } from '../nesting.js';
import { unpackRows } from './unpack-rows.js';

const NO_OBJECTS = 'sent rows that are no list of objects';
const TOO_DEEP = 'sent rows that are nested too deep (depth)';

export class PackedBytes implements PackedRows {
  readonly encoding: RowEncoding;
  readonly length: number;
  readonly parts: readonly (Uint8Array | string)[];
  readonly #depth: number;

  /** `depth`: how deep a row may be nested, itself included. */
  constructor(encoding: RowEncoding, length: number, parts: readonly (Uint8Array | string)[], depth: number) {
    this.encoding = encoding;
    this.length = length;
    this.parts = parts;
    this.#depth = depth;
  }

  read(): readonly JsonObject[] | string {
    const bytes = this.#bytes();
    return this.encoding === 'msgpack' ? unpackRows(bytes, this.length, this.#depth) : this.#parse(bytes);
  }

  #bytes(): Buffer {
    const [only, more] = this.parts;
    if (only === undefined || more !== undefined || typeof only === 'string') return Buffer.concat(this.parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
    return Buffer.from(only.buffer, only.byteOffset, only.length);
  }

  #parse(bytes: Buffer): readonly JsonObject[] | string {
    const listDepth = this.#depth + 1; // A list of rows is one level more than a row.
    if (bytes.length > SCANNED_BEFORE_PARSING_BYTES && isTextDeeperThan(bytes, listDepth)) return TOO_DEEP;
    const text = bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
    if (text.includes('\uFFFD') && !isUtf8(bytes)) return 'sent rows that are not UTF-8';
    let rows: unknown;
    try {
      rows = JSON.parse(text);
    } catch {
      return 'sent rows that are not JSON';
    }
    if (!Array.isArray(rows)) return NO_OBJECTS;
    if (rows.length !== this.length) return `sent ${rows.length} rows where it said ${this.length}`;
    return whatIsWrong(rows, this.#depth) ?? (rows as JsonObject[]);
  }
}

/** In one pass over the values, of which nearly all are neither lists nor objects. */
function whatIsWrong(rows: readonly unknown[], depth: number): string | undefined {
  for (const row of rows) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return NO_OBJECTS;
    for (const name in row) {
      const value = (row as JsonObject)[name];
      if (typeof value === 'object' && value !== null && isValueDeeperThan(value, depth - 1)) return TOO_DEEP;
    }
  }
  return undefined;
}
