/** Lines that come in batches and may never end: events and logs. One document cannot hold what has no end, so then each is a document of its own. */
import { UsageError } from '../errors/usage-error.js';
import type { Output, RowsView } from './output.js';
import { RowWriter } from './row-writer.js';

export interface LinesView<T> {
  readonly line: (row: T) => string;
  readonly name: (row: T) => string;
  readonly isEndless: boolean;
  /** What is said on stderr, to a person, when there is no line. */
  readonly none: string;
}

export class LineWriter<T> {
  readonly #output: Output;
  readonly #view: LinesView<T>;
  readonly #rows: RowWriter<T>;
  #isEmpty = true;

  /** Throws a UsageError for a form that lines, or what has no end, cannot take. */
  constructor(output: Output, view: LinesView<T>) {
    if (view.isEndless && output.format === 'json') {
      throw new UsageError('-o json is one document, and what is followed has no end.', 'Type: -o jsonl or -o yaml');
    }
    if (output.format === 'csv') throw new UsageError('-o csv is for rows with columns, and these are lines.', 'Type: -o jsonl or -o yaml');
    this.#output = output;
    this.#view = view;
    const rows: RowsView<T> = { columns: [], name: view.name };
    this.#rows = new RowWriter(output, rows);
  }

  /** Whether nothing was written. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /** Resolves when more may be written. */
  async write(rows: readonly T[]): Promise<void> {
    this.#isEmpty = false;
    if (this.#view.isEndless && this.#output.format === 'yaml') return this.#output.documents(rows);
    if (!this.#output.isTable) return this.#rows.write(rows);
    await this.#output.write(rows.map((row) => `${this.#view.line(row)}\n`).join(''));
  }

  async close(): Promise<void> {
    if (!this.#output.isTable) return this.#view.isEndless ? undefined : this.#rows.close();
    if (this.#isEmpty && !this.#view.isEndless) this.#output.note(this.#view.none);
  }
}
