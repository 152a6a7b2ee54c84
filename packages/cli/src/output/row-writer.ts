/** Rows that come in batches, written as they come, in every form. */
import type { Output, RowsView } from './output.js';
import { jsonText } from './json-text.js';
import type { Table } from './table.js';

/** Writes batch by batch and holds no more than one. Close it whatever happens: a JSON document has an end. */
export class RowWriter<T> {
  readonly #output: Output;
  readonly #view: RowsView<T>;
  #table: Table<T> | undefined;
  #count = 0;

  constructor(output: Output, view: RowsView<T>) {
    this.#output = output;
    this.#view = view;
  }

  /** How many rows were written. */
  get count(): number {
    return this.#count;
  }

  /** Resolves when more may be written. */
  async write(rows: readonly T[]): Promise<void> {
    if (rows.length === 0) return;
    const text = await this.#text(rows);
    this.#count += rows.length;
    await this.#output.write(text);
  }

  /** Writes what is still to be written. */
  async close(): Promise<void> {
    const { format } = this.#output;
    if (format === 'json') return this.#output.write(this.#count === 0 ? '[]\n' : '\n]\n');
    if (this.#count > 0) return;
    if (format === 'yaml') return this.#output.write('[]\n');
    if (this.#output.isTable && this.#view.none !== undefined) this.#output.note(this.#view.none);
  }

  async #text(rows: readonly T[]): Promise<string> {
    switch (this.#output.format) {
      case 'jsonl':
        return rows.map((row) => `${jsonText(row)}\n`).join('');
      case 'name':
        return rows.map((row) => `${this.#view.name(row)}\n`).join('');
      case 'yaml': {
        const { yamlText } = await import('./yaml-text.js');
        return yamlText(rows);
      }
      case 'json': {
        const documents = rows.map((row) => jsonText(row, 2).replace(/^/gm, '  '));
        return `${this.#count === 0 ? '[\n' : ',\n'}${documents.join(',\n')}`;
      }
      default:
        this.#table ??= this.#output.table(this.#view);
        return `${this.#table.lines(rows).join('\n')}\n`;
    }
  }
}
