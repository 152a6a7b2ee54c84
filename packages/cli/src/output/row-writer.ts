/** Rows that come in batches, written as they come, in every form. */
import { nameLines, type Output, type RowsView } from './output.js';
import { jsonText } from './json-text.js';
import type { Table } from './table.js';

/** A table waits so long, or for so many rows, that its columns fit more than the first row. */
const gatherMs = 100;
const gatherRows = 200;

/** Writes as rows come and holds no more than a screenful. Close it whatever happens: a JSON document has an end. */
export class RowWriter<T> {
  readonly #output: Output;
  readonly #view: RowsView<T>;
  #table: Table<T> | undefined;
  #gathered: T[] = [];
  #timer: NodeJS.Timeout | undefined;
  #written: Promise<void> = Promise.resolve();
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
    if (this.#output.isTable) return this.#gather(rows);
    const text = await this.#text(rows);
    this.#count += rows.length;
    await this.#output.write(text);
  }

  #gather(rows: readonly T[]): Promise<void> {
    this.#gathered.push(...rows);
    this.#count += rows.length;
    if (this.#gathered.length >= gatherRows) this.#writeGathered();
    else this.#timer ??= setTimeout(() => this.#writeGathered(), gatherMs);
    return this.#written;
  }

  #writeGathered(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#gathered.length === 0) return;
    const rows = this.#gathered;
    this.#gathered = [];
    this.#written = this.#written.then(() => this.#writeRows(rows));
    // Whoever writes or closes next is told; until then nobody may be waiting.
    this.#written.catch(() => undefined);
  }

  async #writeRows(rows: readonly T[]): Promise<void> {
    this.#table ??= this.#output.table(this.#view);
    await this.#output.write(`${(await this.#table.lines(rows)).join('\n')}\n`);
  }

  /** Writes what is still to be written. */
  async close(): Promise<void> {
    const { format } = this.#output;
    if (this.#output.isTable) {
      this.#writeGathered();
      await this.#written;
      if (this.#table !== undefined) this.#output.tellLeftOut(this.#table, this.#view);
    }
    if (format === 'json') return this.#output.write(this.#count === 0 ? '[]\n' : '\n]\n');
    if (this.#count > 0) return;
    if (format === 'yaml') return this.#output.write('[]\n');
    if (format === 'csv') return this.#output.write((await import('./csv-text.js')).csvHead(this.#view));
    if (this.#output.isTable && this.#view.none !== undefined) this.#output.note(this.#view.none);
  }

  async #text(rows: readonly T[]): Promise<string> {
    switch (this.#output.format) {
      case 'jsonl':
        return rows.map((row) => `${jsonText(row)}\n`).join('');
      case 'name':
        return nameLines(this.#view, rows);
      case 'csv': {
        const { csvHead, csvLines } = await import('./csv-text.js');
        return `${this.#count === 0 ? csvHead(this.#view) : ''}${csvLines(this.#view, rows)}`;
      }
      case 'yaml': {
        const { yamlText } = await import('./yaml-text.js');
        return yamlText(rows);
      }
      default: {
        const documents = rows.map((row) => jsonText(row, 2).replace(/^/gm, '  '));
        return `${this.#count === 0 ? '[\n' : ',\n'}${documents.join(',\n')}`;
      }
    }
  }
}
