/** Gathers rows into packed batches in either encoding. When a batch is full is left to who packs. */
import type { JsonObject, PackedRows, RowEncoding } from '../../index.js';
import { CONNECTION_LIMITS } from '../connection-limits.js';
import { isValueDeeperThan } from '../nesting.js';
import { PackedBytes } from './packed-bytes.js';
import { rowDepth } from './parse-rows.js';
import { RowPacker } from './row-packer.js';

/**
 * What became of a row: `added`; `full`, it would make the batch larger than it may be; `inexact`, this form does not say it just as JSON would, so that it has
 * to travel as a message like any other.
 */
export type Added = 'added' | 'full' | 'inexact';

/** One batch after the other. */
export interface RowPacking {
  /** How many rows are in it, and roughly how many bytes. */
  readonly count: number;
  readonly bytes: number;
  /** Adds a row, or says why nothing of it was kept. */
  add(row: JsonObject): Added;
  /** What was gathered; what it lies in may be used again from the next {@link add} on. */
  take(): PackedRows;
  /** Forgets what was gathered. */
  clear(): void;
}

/** A packing of rows for connections of the depth that is the default. */
export function packerOf(encoding: RowEncoding, mostBytes: number): RowPacking {
  const depth = rowDepth(CONNECTION_LIMITS.depth);
  return encoding === 'msgpack' ? new RowPacker({ depth, mostBytes }) : new JsonPacking({ depth, mostBytes });
}

/** What a packing keeps to. */
export interface PackingLimits {
  /** How deep a row may be nested, itself included. */
  readonly depth: number;
  /** How large a batch may become. */
  readonly mostBytes: number;
}

class JsonPacking implements RowPacking {
  count = 0;
  bytes = 0;
  readonly #depth: number;
  readonly #mostBytes: number;
  #text = '';

  constructor({ depth, mostBytes }: PackingLimits) {
    this.#depth = depth;
    this.#mostBytes = mostBytes;
  }

  add(row: JsonObject): Added {
    let text: string | undefined;
    try {
      text = JSON.stringify(row);
    } catch {
      return 'inexact';
    }
    // Whatever is too deep for its peer is met again where it is sent as a message, and told of.
    if (text === undefined || !text.startsWith('{') || (text.length > 2 * this.#depth && isValueDeeperThan(row, this.#depth))) return 'inexact';
    // No character takes more than three bytes.
    if ((this.bytes + text.length) * 3 > this.#mostBytes && this.bytes + Buffer.byteLength(text) > this.#mostBytes) return 'full';
    this.#text = this.count === 0 ? text : `${this.#text},${text}`;
    this.count += 1;
    this.bytes += text.length + 1;
    return 'added';
  }

  take(): PackedRows {
    const packed = new PackedBytes('json', this.count, [Buffer.from(`[${this.#text}]`)], this.#depth);
    this.clear();
    return packed;
  }

  clear(): void {
    this.#text = '';
    this.count = this.bytes = 0;
  }
}
