/**
 * Rows in the dense form: the names of the columns once, then each row as a list of its values. A row that cannot be said so exactly as JSON says it
 * is not taken. When a batch is full is left to who packs.
 */
import type { JsonObject, PackedRows } from '../../index.js';
import { PackedBytes } from './packed-bytes.js';
import type { Added, PackingLimits, RowPacking } from './row-packing.js';
import { INEXACT, MOST_VALUES, ValueWriter } from './value-writer.js';

/** What a list of columns is called among those of a batch. */
interface Shape {
  readonly names: readonly string[];
  readonly index: number;
}

export class RowPacker implements RowPacking {
  readonly #rows: ValueWriter;
  readonly #head: ValueWriter;
  readonly #depth: number;
  readonly #shapes = new Map<string, Shape>();
  #latest: Shape | undefined;
  #count = 0;
  #nameBytes = 0;
  readonly #mostBytes: number;

  constructor({ depth, mostBytes }: PackingLimits) {
    this.#depth = depth;
    this.#mostBytes = mostBytes;
    this.#rows = new ValueWriter(depth);
    this.#head = new ValueWriter(depth);
  }

  get count(): number {
    return this.#count;
  }

  /** How many bytes the rows take, and at most the names of their columns. */
  get bytes(): number {
    return this.#rows.at + this.#nameBytes;
  }

  add(row: JsonObject): Added {
    const rows = this.#rows;
    const { at, values, isAscii } = rows;
    try {
      const prototype: unknown = Object.getPrototypeOf(row);
      if (prototype !== Object.prototype && prototype !== null) throw INEXACT;
      if (this.#latest === undefined || !this.#addAs(this.#latest, row)) {
        rows.at = at;
        rows.values = values;
        rows.isAscii = isAscii;
        if (!this.#addAs(this.#shapeOf(row), row)) throw INEXACT;
      }
      if (rows.values > MOST_VALUES / 2) throw INEXACT; // A reader counts lists too.
      if (this.bytes > this.#mostBytes) return this.#takeBack(at, values, isAscii, 'full');
      this.#count += 1;
      return 'added';
    } catch {
      // A getter of the author's may have thrown as well: JSON meets it again, and tells of it.
      return this.#takeBack(at, values, isAscii, 'inexact');
    }
  }

  #takeBack(at: number, values: number, isAscii: boolean, why: Added): Added {
    Object.assign(this.#rows, { at, values, isAscii });
    return why;
  }

  /** All rows since the last time. What they lie in is used again by the next {@link add}. */
  take(): PackedRows {
    const head = this.#head;
    head.clear();
    head.list(3);
    head.list(this.#shapes.size);
    for (const { names } of this.#shapes.values()) {
      head.list(names.length);
      for (const name of names) head.text(name);
    }
    head.bool(this.#rows.isAscii && head.isAscii);
    head.list(this.#count);
    const parts = [head.buffer.subarray(0, head.at), this.#rows.buffer.subarray(0, this.#rows.at)];
    const packed = new PackedBytes('msgpack', this.#count, parts, this.#depth);
    this.clear();
    return packed;
  }

  clear(): void {
    this.#rows.clear();
    this.#shapes.clear();
    this.#latest = undefined;
    this.#count = this.#nameBytes = 0;
  }

  /** False where the row has other columns, or the same in another order; then a part of it may be written. */
  #addAs({ names, index }: Shape, row: JsonObject): boolean {
    const rows = this.#rows;
    rows.list(names.length + 1);
    rows.value(index, 1);
    let column = 0;
    for (const name in row) {
      const value = row[name];
      if (value === undefined) continue; // JSON leaves it out.
      if (name !== names[column]) return false;
      rows.value(value, 1);
      column += 1;
    }
    return column === names.length;
  }

  #shapeOf(row: JsonObject): Shape {
    const names = Object.keys(row).filter((name) => row[name] !== undefined);
    const key = JSON.stringify(names);
    let shape = this.#shapes.get(key);
    if (shape === undefined) {
      this.#shapes.set(key, shape = { names, index: this.#shapes.size });
      this.#nameBytes += 3 * key.length;
    }
    return (this.#latest = shape);
  }
}
