/** Rows packed in either encoding: densely one by one, as JSON all at once. When a batch is full is left to who packs. */
import type { JsonObject, PackedRows } from '../../index.js';
import { CONNECTION_LIMITS } from '../connection-limits.js';
import { isValueDeeperThan } from '../nesting.js';
import { PackedBytes } from './packed-bytes.js';
import { rowDepth } from './parse-rows.js';
import { RowPacker } from './row-packer.js';

/** How deep a row may be nested, itself included, on connections of the depth that is the default. */
export const ROW_DEPTH = rowDepth(CONNECTION_LIMITS.depth);

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

/** A dense packing of rows for connections of the depth that is the default. */
export function densePacking(mostBytes: number): RowPacking {
  return new RowPacker({ depth: ROW_DEPTH, mostBytes });
}

/** What a packing keeps to. */
export interface PackingLimits {
  /** How deep a row may be nested, itself included. */
  readonly depth: number;
  /** How large a batch may become. */
  readonly mostBytes: number;
}

/**
 * Rows as a list in JSON; undefined where they are no plain JSON, or nested too deep: these travel as a message like any other, and whoever sends them so is
 * told what is wrong with them. `isShallow`: none is nested deeper than {@link ROW_DEPTH}, so that nobody need look.
 */
export function packJson(rows: readonly JsonObject[], isShallow = false): PackedRows | undefined {
  try {
    const text = JSON.stringify(rows);
    if (!isShallow && isValueDeeperThan(rows, ROW_DEPTH + 1)) return undefined;
    return new PackedBytes('json', rows.length, [text], ROW_DEPTH);
  } catch {
    return undefined;
  }
}
