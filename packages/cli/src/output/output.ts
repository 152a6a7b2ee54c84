/**
 * Where a verb's words go: data to stdout in the form that was asked for, everything else to stderr.
 * Writing waits while the reader is behind. A reader that has gone ends the command quietly; see {@link Output.readerGone}.
 */
import { UsageError } from '../errors/usage-error.js';
import type { Writable } from 'node:stream';
import { safeText } from '@provost/protocol';
import type { Format } from './format.js';
import { jsonText } from './json-text.js';
import { paintFor, wantsColour, type Paint } from './paint.js';
import { leftOutLines } from './left-out.js';
import { Table, type Column } from './table.js';

/** A stream that may be a terminal. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

export interface OutputOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: NodeJS.ProcessEnv;
  readonly format: Format;
}

/** How rows of one sort are shown in each form. */
export interface RowsView<T> {
  readonly columns: readonly Column<T>[];
  readonly name: (row: T) => string;
  /** What is said on stderr, in a table, when there is no row. */
  readonly none?: string;
  /** The command that shows all of one row, for those whose terminal has no room for it. */
  readonly whole?: string;
}

/** How writing fails where the reader has left or the terminal was closed. */
const leaving: ReadonlySet<string> = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);

/** Names alone, one on each line. What a provider put into one cannot act on a terminal or make two lines of it; ordinary names are as they are. */
export function nameLines<T>({ name }: Pick<RowsView<T>, 'name'>, rows: readonly T[]): string {
  return rows.map((row) => `${safeText(name(row))}\n`).join('');
}

export class Output {
  readonly format: Format;
  /** For stderr. */
  readonly paint: Paint;
  /** For stdout. */
  readonly dataPaint: Paint;
  /** Aborted when nobody reads stdout any more. */
  readonly readerGone: AbortSignal;
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  readonly #isDumb: boolean;
  #failure: NodeJS.ErrnoException | undefined;
  /** Takes a progress line off the terminal before anything else is written. */
  clearProgress: () => void = () => {};

  constructor({ stdout, stderr, environment, format }: OutputOptions) {
    this.format = format;
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#isDumb = environment['TERM'] === 'dumb';
    this.paint = paintFor(wantsColour(stderr, environment));
    this.dataPaint = paintFor(wantsColour(stdout, environment));
    const gone = new AbortController();
    this.readerGone = gone.signal;
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (!leaving.has(error.code ?? '')) this.#failure ??= error;
      gone.abort();
    });
    // Nothing can be told where nobody listens.
    stderr.on('error', () => {});
  }

  /** Whether a program reads it: then stderr is JSON too, a document on each line. */
  get isJson(): boolean {
    return this.format === 'json' || this.format === 'jsonl';
  }

  get isTable(): boolean {
    return this.format === 'table' || this.format === 'wide';
  }

  get isTerminal(): boolean {
    return this.#stdout.isTTY === true;
  }

  /** Whether stdout is a terminal whose cursor can be moved. */
  get canRedraw(): boolean {
    return this.isTerminal && !this.#isDumb;
  }

  /** The same of stderr. */
  get canRedrawErrors(): boolean {
    return this.#stderr.isTTY === true && !this.#isDumb;
  }

  /** Why stdout could not be written, such as a disk that is full; undefined where all went well or the reader has left. */
  get failure(): NodeJS.ErrnoException | undefined {
    return this.#failure;
  }

  /** The width of the terminal, or undefined where there is none. */
  get width(): number | undefined {
    // A terminal that does not know its width says 0.
    return this.isTerminal && this.#stdout.columns !== 0 ? this.#stdout.columns : undefined;
  }

  /** How many lines the terminal has, or undefined where there is none. */
  get height(): number | undefined {
    return this.isTerminal ? this.#stdout.rows : undefined;
  }

  /** Writes data. Resolves when more may be written. */
  async write(text: string): Promise<void> {
    if (this.readerGone.aborted || text === '') return;
    this.clearProgress();
    if (this.#stdout.write(text)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#stdout.off('drain', done);
        this.readerGone.removeEventListener('abort', done);
        resolve();
      };
      this.#stdout.once('drain', done);
      this.readerGone.addEventListener('abort', done, { once: true });
    });
  }

  async line(text: string): Promise<void> {
    await this.write(`${text}\n`);
  }

  /** One name, alone on its line. */
  async name(text: string): Promise<void> {
    await this.line(safeText(text));
  }

  /** A line on stderr. */
  note(text: string): void {
    this.clearProgress();
    this.#stderr.write(`${text}\n`);
  }

  /** Raw text on stderr, for what redraws itself. */
  draw(text: string): void {
    this.#stderr.write(text);
  }

  /** Something the caller should know that is no failure. */
  warn(text: string): void {
    this.note(this.isJson ? jsonText({ warning: text }) : `${this.paint.caution('warning:')} ${safeText(text)}`);
  }

  /** What a person is told of a thing done, on stderr; a program reads the data instead. */
  say(text: string): void {
    if (this.isTable) this.note(safeText(text));
  }

  /** One value as a document: json, jsonl or yaml. */
  async document(value: unknown): Promise<void> {
    if (this.format === 'csv') throw new UsageError('-o csv is for what has rows, and this is one document.', 'Type: -o json or -o yaml');
    if (this.format === 'yaml') {
      const { yamlText } = await import('./yaml-text.js');
      return this.write(await yamlText(value));
    }
    return this.line(jsonText(value, this.format === 'json' ? 2 : undefined));
  }

  /** Values of what has no end, each a document that a reader can act on at once: a line of JSON, or a document of a YAML stream. */
  async documents(values: readonly unknown[]): Promise<void> {
    if (this.format !== 'yaml') return this.write(values.map((value) => `${jsonText(value)}\n`).join(''));
    const { yamlStreamText } = await import('./yaml-text.js');
    await this.write((await Promise.all(values.map(yamlStreamText))).join(''));
  }

  /** All rows at once, in the form that was asked for. */
  async rows<T>(view: RowsView<T>, rows: readonly T[]): Promise<void> {
    if (this.isTable) {
      if (rows.length === 0) return view.none === undefined ? undefined : this.note(view.none);
      const table = this.table(view);
      await this.write(`${(await table.lines(rows)).join('\n')}\n`);
      return this.tellLeftOut(table, view);
    }
    if (this.format === 'name') return this.write(nameLines(view, rows));
    if (this.format === 'csv') {
      const { csvHead, csvLines } = await import('./csv-text.js');
      return this.write(csvHead(view) + csvLines(view, rows));
    }
    return this.format === 'jsonl' ? this.documents(rows) : this.document(rows);
  }

  /** The table in which rows of that sort are shown here. */
  table<T>(view: RowsView<T>): Table<T> {
    const columns = view.columns.filter((column) => column.wide !== true || this.format === 'wide');
    return new Table(columns, { width: this.format === 'wide' ? undefined : this.width, header: this.dataPaint.strong });
  }

  /** Says on stderr what a table had no room for, and how to see it. */
  tellLeftOut<T>(table: Table<T>, view: Pick<RowsView<T>, 'whole'>): void {
    for (const line of leftOutLines(table, view, this.width)) this.note(this.paint.faint(line));
  }

  /** Resolves when everything written has been taken, or nobody takes it any more. */
  async flushed(): Promise<void> {
    this.clearProgress();
    for (const stream of [this.#stdout, this.#stderr]) {
      if (stream.writableLength > 0 && !stream.destroyed) await new Promise<void>((resolve) => stream.write('', () => resolve()));
    }
  }
}
