/** The lists of columns of a batch, and the text that each column had last. How rows are written is left to the packer. */
import type { JsonObject } from '../../index.js';
import type { ValueWriter } from './value-writer.js';

/** A column in which so many texts in a row were other than the one before is not looked at any more: to compare two texts may cost as much as to write one. */
const MOST_MISSES = 4;

/** One list of columns. */
export class Shape {
  readonly names: readonly string[];
  /** What it is called among those of a batch. */
  readonly index: number;
  readonly #before: (string | undefined)[];
  readonly #misses: number[];

  constructor(names: readonly string[], index: number) {
    this.names = names;
    this.index = index;
    this.#before = names.map(() => undefined);
    this.#misses = names.map(() => 0);
  }

  /** Whether the column had the same text last; it has this one last from here on. */
  isAsBefore(column: number, text: string): boolean {
    const misses = this.#misses[column]!;
    if (misses >= MOST_MISSES) return false;
    if (this.#before[column] === text) {
      this.#misses[column] = 0;
      return true;
    }
    this.#before[column] = text;
    this.#misses[column] = misses + 1;
    return false;
  }

  /** What the columns had last is not known any more. */
  forget(): void {
    this.#before.fill(undefined);
  }
}

export class RowShapes {
  readonly #shapes = new Map<string, Shape>();
  #latest: Shape | undefined;
  #nameBytes = 0;

  /** That of the latest row. */
  get latest(): Shape | undefined {
    return this.#latest;
  }

  /** How many bytes the names take at most. */
  get nameBytes(): number {
    return this.#nameBytes;
  }

  /** That of a row, which is the latest from here on. */
  of(row: JsonObject): Shape {
    const names = Object.keys(row).filter((name) => row[name] !== undefined);
    const key = JSON.stringify(names);
    let shape = this.#shapes.get(key);
    if (shape === undefined) {
      this.#shapes.set(key, shape = new Shape(names, this.#shapes.size));
      this.#nameBytes += 3 * key.length;
    }
    return (this.#latest = shape);
  }

  /** Writes them all as a list. */
  write(head: ValueWriter): void {
    head.list(this.#shapes.size);
    for (const { names } of this.#shapes.values()) {
      head.list(names.length);
      for (const name of names) head.text(name);
    }
  }

  clear(): void {
    this.#shapes.clear();
    this.#latest = undefined;
    this.#nameBytes = 0;
  }
}
