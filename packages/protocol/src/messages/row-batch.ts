/** Rows on their way: a list of them, or as they lie in a frame, not read yet. How they lie there is left to the connection. */
import type { JsonObject } from '../schema/schema.js';

/** How rows may be written: JSON, or the dense form of docs/protocol.md. */
export type RowEncoding = 'json' | 'msgpack';

/** Rows as they came, in bytes. They can be handed on as they are. */
export interface PackedRows {
  readonly encoding: RowEncoding;
  /** How many rows its sender says that there are; that it is true is seen when they are read. */
  readonly length: number;
  /** One after the other; what is a text is so in UTF-8. */
  readonly parts: readonly (Uint8Array | string)[];
  /** The rows, or what is wrong with them, as it goes on after the sender's name. */
  read(): readonly JsonObject[] | string;
}

export type RowBatch = readonly JsonObject[] | PackedRows;

/** Whether it is packed. Nothing that was parsed from JSON is: it has no functions. */
export function isPacked(rows: RowBatch): rows is PackedRows {
  return !Array.isArray(rows) && typeof (rows as Partial<PackedRows> | null)?.read === 'function';
}

/** The rows themselves. Throws what `refusal` makes of what is wrong with them. */
export function rowsOf(batch: RowBatch, refusal: (what: string) => Error): readonly JsonObject[] {
  if (!isPacked(batch)) return batch;
  const rows = batch.read();
  if (typeof rows === 'string') throw refusal(rows);
  return rows;
}

/** Whether who takes rows in that encoding takes these as they are. */
export function takesAsIs(encoding: RowEncoding | undefined, batch: RowBatch): boolean {
  return isPacked(batch) && (encoding === 'msgpack' || encoding === batch.encoding);
}

/** Said in hello: it takes frames in which rows lie apart from what is said of them, as JSON. */
export const ROWS_APART_FEATURE = 'rows';
/** Said in hello: it takes such frames with rows in the dense form. */
export const DENSE_ROWS_FEATURE = 'rows-msgpack';

/** Said in hello by who takes both, as ours do. */
export const ROW_FEATURES: readonly string[] = [ROWS_APART_FEATURE, DENSE_ROWS_FEATURE];

/** The densest way to write rows for a peer with these features; undefined where it takes them only inside of a message. */
export function rowEncodingOf(features: readonly string[]): RowEncoding | undefined {
  if (features.includes(DENSE_ROWS_FEATURE)) return 'msgpack';
  return features.includes(ROWS_APART_FEATURE) ? 'json' : undefined;
}
