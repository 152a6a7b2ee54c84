/** Packed rows in memory, in either encoding: how many they are, the bytes, and how they are read. */
import { isUtf8 } from 'node:buffer';
import type { JsonObject, PackedRows, RowEncoding } from '../../index.js';
import { SCANNED_BEFORE_PARSING_BYTES, isTextDeeperThan, isValueDeeperThan } from '../nesting.js';
import { unpackRows } from './unpack-rows.js';

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
    const text = bytes.toString();
    if (text.includes('\uFFFD') && !isUtf8(bytes)) return 'sent rows that are not UTF-8';
    let rows: unknown;
    try {
      rows = JSON.parse(text);
    } catch {
      return 'sent rows that are not JSON';
    }
    if (!Array.isArray(rows) || !rows.every(isObject)) return 'sent rows that are no list of objects';
    if (rows.length !== this.length) return `sent ${rows.length} rows where it said ${this.length}`;
    return isValueDeeperThan(rows, listDepth) ? TOO_DEEP : (rows as JsonObject[]);
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
