/**
 * Rows in the dense form: the names of the columns once, the short texts joined, then each row as a list of its values. A row that cannot be said so exactly
 * as JSON says it is not taken. When a batch is full is left to who packs.
 */
import type { JsonObject, PackedRows } from '../../index.js';
import { PackedBytes } from './packed-bytes.js';
import type { Added, PackingLimits, RowPacking } from './row-packing.js';
import { RowShapes, type Shape } from './row-shapes.js';
import { TextChunks, type TextMark } from './text-chunks.js';
import { INEXACT, MOST_VALUES, ValueWriter } from './value-writer.js';

export class RowPacker implements RowPacking {
  readonly #texts: ValueWriter;
  readonly #chunks: TextChunks;
  readonly #rows: ValueWriter;
  readonly #head: ValueWriter;
  readonly #depth: number;
  readonly #shapes = new RowShapes();
  #count = 0;
  readonly #mostBytes: number;

  constructor({ depth, mostBytes }: PackingLimits) {
    this.#depth = depth;
    this.#mostBytes = mostBytes;
    this.#texts = new ValueWriter(depth);
    this.#chunks = new TextChunks(this.#texts);
    this.#rows = new ValueWriter(depth, this.#chunks);
    this.#head = new ValueWriter(depth);
  }

  get count(): number {
    return this.#count;
  }

  /** How many bytes the rows take, roughly, and at most the names of their columns. */
  get bytes(): number {
    return this.#rows.at + this.#texts.at + this.#chunks.waiting + this.#shapes.nameBytes;
  }

  add(row: JsonObject): Added {
    const rows = this.#rows;
    const before = { at: rows.at, values: rows.values, isAscii: rows.isAscii, texts: this.#chunks.mark() };
    try {
      const prototype: unknown = Object.getPrototypeOf(row);
      if (prototype !== Object.prototype && prototype !== null) throw INEXACT;
      const { latest } = this.#shapes;
      if (latest === undefined || !this.#addAs(latest, row)) {
        if (latest !== undefined) this.#reset(before);
        if (!this.#addAs(this.#shapes.of(row), row)) throw INEXACT;
      }
      if (rows.values > MOST_VALUES / 2) throw INEXACT; // A reader counts lists too.
      if (this.bytes > this.#mostBytes) return this.#takeBack(before, 'full');
      this.#count += 1;
      return 'added';
    } catch {
      // A getter of the author's may have thrown as well: JSON meets it again, and tells of it.
      return this.#takeBack(before, 'inexact');
    }
  }

  /** All rows since the last time. What they lie in is used again by the next {@link add}. */
  take(): PackedRows {
    const [head, texts, rows] = [this.#head, this.#texts, this.#rows];
    this.#chunks.seal();
    head.clear();
    head.list(4);
    this.#shapes.write(head);
    head.bool(rows.isAscii && texts.isAscii && head.isAscii);
    head.list(this.#chunks.count);
    texts.list(this.#count);
    const packed = new PackedBytes('msgpack', this.#count, [head, texts, rows].map(({ buffer, at }) => buffer.subarray(0, at)), this.#depth);
    this.clear();
    return packed;
  }

  clear(): void {
    this.#rows.clear();
    this.#chunks.clear();
    this.#shapes.clear();
    this.#count = 0;
  }

  #takeBack(before: Before, why: Added): Added {
    this.#reset(before);
    return why;
  }

  /** Nothing of the row is kept, nor is what it had taken for the row before the next. */
  #reset({ at, values, isAscii, texts }: Before): void {
    Object.assign(this.#rows, { at, values, isAscii });
    this.#chunks.reset(texts);
    this.#shapes.latest?.forget();
  }

  /** False where the row has other columns, or the same in another order; then a part of it may be written. */
  #addAs(shape: Shape, row: JsonObject): boolean {
    const rows = this.#rows;
    const { names } = shape;
    rows.list(names.length + 1);
    rows.value(shape.index, 1);
    let column = 0;
    for (const name in row) {
      const value = row[name];
      if (value === undefined) continue; // JSON leaves it out.
      if (name !== names[column]) return false;
      if (typeof value === 'string' && shape.isAsBefore(column, value)) rows.textAsBefore();
      else rows.value(value, 1);
      column += 1;
    }
    return column === names.length;
  }
}

/** Where a packer stood before a row. */
interface Before {
  readonly at: number;
  readonly values: number;
  readonly isAscii: boolean;
  readonly texts: TextMark;
}
