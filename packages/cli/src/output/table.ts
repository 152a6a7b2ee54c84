/** Columns as kubectl prints them: no borders, as wide as their widest cell, cut and left out only on a terminal. Where the lines go is left to the caller. */
import { safeText } from '@provost/protocol';
import { GAP, MARK, fit, type Fit, type FittedColumn } from './column-fit.js';
import { isPlain, readyToMeasure, textWidth } from './text-width.js';
import { wrapped } from './wrapped.js';

/** A column of rows. */
export interface Column<T> extends FittedColumn {
  readonly title: string;
  readonly cell: (row: T) => string;
  /** In CSV, where that differs. */
  readonly csv?: (row: T) => string;
  /** Colours the cell's text; widths are measured without it. */
  readonly paint?: (text: string, row: T) => string;
  /** Goes on below itself instead of being cut, where it is the last. For sentences of ours. */
  readonly wraps?: boolean;
  /** Shown only by `-o wide`. */
  readonly wide?: boolean;
}

export interface TableOptions {
  /** The width of the terminal; absent when there is none, and then nothing is cut or left out. */
  readonly width?: number | undefined;
  readonly header?: (text: string) => string;
}

/** Prints rows batch by batch; the columns only ever grow, so that a stream needs no more memory than a batch. */
export class Table<T> {
  readonly #columns: readonly Column<T>[];
  readonly #options: TableOptions;
  readonly #widths: number[];
  /** The columns that the titles have; there is no going back once they are written. */
  #shown: readonly number[] | undefined;
  #isCut = false;

  constructor(columns: readonly Column<T>[], options: TableOptions = {}) {
    this.#columns = columns;
    this.#options = options;
    this.#widths = columns.map(() => 0);
  }

  /** The titles of the columns that were left out, because the terminal is too narrow for them. */
  get leftOut(): readonly string[] {
    return this.#columns.filter((_, index) => this.#shown?.includes(index) === false).map(({ title }) => title);
  }

  /** Whether the text of a cell was cut. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** The lines of a batch, after the titles when it is the first. */
  async lines(rows: readonly T[]): Promise<string[]> {
    const cells = rows.map((row) => this.#columns.map((column) => oneLine(column.cell(row))));
    await readyToMeasure([...this.#columns.map(({ title }) => title), ...cells.flat()]);
    for (const line of [this.#columns.map(({ title }) => title), ...cells]) line.forEach((cell, index) => this.#widen(index, cell));
    const { shown, widths } = this.#fit();
    const lines = cells.flatMap((line, row) => this.#lines(line, shown, widths, (index, text) => this.#columns[index]?.paint?.(text, rows[row] as T) ?? text));
    if (this.#shown !== undefined) return lines;
    this.#shown = shown;
    const header = this.#options.header ?? ((text: string) => text);
    const titles = this.#lines(this.#columns.map((column) => column.title), shown, widths, (_, text) => header(text)).join(GAP);
    return [shown.length < this.#columns.length ? titles + MARK : titles, ...lines];
  }

  #widen(index: number, cell: string): void {
    this.#widths[index] = Math.max(this.#widths[index] ?? 0, textWidth(cell));
  }

  #fit(): Fit {
    const { width } = this.#options;
    if (width === undefined) return { shown: this.#columns.map((_, index) => index), widths: [...this.#widths] };
    return fit(this.#columns, this.#widths, width, this.#shown);
  }

  /** A row: one line, but for what {@link Table.#fitted} has no room for. */
  #lines(cells: readonly string[], shown: readonly number[], widths: readonly number[], paint: (index: number, text: string) => string): string[] {
    let line = '';
    let indent = 0;
    for (const index of shown) {
      const width = widths[index] ?? 0;
      const isLast = index === shown.at(-1);
      const isRight = this.#columns[index]?.align === 'right';
      const parts = this.#fitted(cells[index] ?? '', index, width, isLast).map((text) => {
        const padding = ' '.repeat(Math.max(0, width - textWidth(text)));
        return isRight ? padding + paint(index, text) : paint(index, text) + (isLast ? '' : padding);
      });
      line += parts.join(`\n${' '.repeat(indent)}`) + (isLast ? '' : GAP);
      indent += width + GAP.length;
    }
    return line.split('\n').map((text) => text.trimEnd());
  }

  /** A cell as lines: more than one only for a name that is wider than its column, below which the rest stands, and for a last cell that goes on below itself. */
  #fitted(cell: string, index: number, width: number, isLast: boolean): string[] {
    if (textWidth(cell) <= width) return [cell];
    if (index === 0) return isLast ? [cell] : [cell, ''];
    if (isLast && this.#columns[index]?.wraps === true) return wrapped(cell, width);
    this.#isCut = true;
    return [cut(cell, width)];
  }
}

/** A cell is one line whatever its text is. */
function oneLine(text: string): string {
  return safeText(text.replace(/[\r\n\t]+/g, ' '));
}

/** Cuts by what is seen, not by code units. */
function cut(text: string, width: number): string {
  if (isPlain(text)) return `${text.slice(0, width - 1)}…`;
  let kept = '';
  let keptWidth = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const segmentWidth = textWidth(segment);
    if (keptWidth + segmentWidth > width - 1) break;
    kept += segment;
    keptWidth += segmentWidth;
  }
  return `${kept}…`;
}
