/** Columns as kubectl prints them: no borders, as wide as their widest cell, cut only on a terminal. Where the lines go is left to the caller. */
import { safeText } from '@provost/protocol';
import stringWidth from 'string-width';

/** A column of rows. */
export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => string;
  /** Colours the cell's text; widths are measured without it. */
  readonly paint?: (text: string, row: T) => string;
  readonly align?: 'left' | 'right';
  /** Shown only by `-o wide`. */
  readonly wide?: boolean;
}

export interface TableOptions {
  /** The width of the terminal; absent when there is none, and then nothing is cut. */
  readonly width?: number | undefined;
  readonly header?: (text: string) => string;
}

const gap = '  ';
/** A column is never cut below this; a table that does not fit even so is left whole. */
const narrowest = 6;

/** Prints rows batch by batch; the columns only ever grow, so that a stream needs no more memory than a batch. */
export class Table<T> {
  readonly #columns: readonly Column<T>[];
  readonly #options: TableOptions;
  readonly #widths: number[];
  #hasHeader = false;

  constructor(columns: readonly Column<T>[], options: TableOptions = {}) {
    this.#columns = columns;
    this.#options = options;
    this.#widths = columns.map((column) => stringWidth(column.title));
  }

  /** The lines of a batch, after the titles when it is the first. */
  lines(rows: readonly T[]): string[] {
    const cells = rows.map((row) => this.#columns.map((column) => oneLine(column.cell(row))));
    for (const line of cells) line.forEach((cell, index) => this.#widen(index, cell));
    const widths = this.#fitting();
    const lines = cells.map((line, row) => this.#line(line, widths, (index, text) => this.#columns[index]?.paint?.(text, rows[row] as T) ?? text));
    if (this.#hasHeader) return lines;
    this.#hasHeader = true;
    const header = this.#options.header ?? ((text: string) => text);
    return [this.#line(this.#columns.map((column) => column.title), widths, (_, text) => header(text)), ...lines];
  }

  #widen(index: number, cell: string): void {
    this.#widths[index] = Math.max(this.#widths[index] ?? 0, stringWidth(cell));
  }

  /** Takes from the widest columns of text what does not fit the terminal. A number that is cut would be another number. */
  #fitting(): number[] {
    const widths = [...this.#widths];
    if (this.#options.width === undefined) return widths;
    const ofText = widths.map((width, index) => (this.#columns[index]?.align === 'right' ? 0 : width));
    let excess = widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1) - this.#options.width;
    while (excess > 0) {
      const widest = ofText.indexOf(Math.max(...ofText));
      const width = ofText[widest] ?? 0;
      if (width <= narrowest) return [...this.#widths];
      const next = Math.max(narrowest, ...ofText.filter((other) => other < width));
      const taken = Math.min(excess, width - next);
      ofText[widest] = width - taken;
      widths[widest] = width - taken;
      excess -= taken;
    }
    return widths;
  }

  #line(cells: readonly string[], widths: readonly number[], paint: (index: number, text: string) => string): string {
    let line = '';
    cells.forEach((cell, index) => {
      const width = widths[index] ?? 0;
      const text = cut(cell, width);
      const padding = ' '.repeat(Math.max(0, width - stringWidth(text)));
      const isRight = this.#columns[index]?.align === 'right';
      const isLast = index === cells.length - 1;
      line += isRight ? padding + paint(index, text) : paint(index, text) + (isLast ? '' : padding);
      if (!isLast) line += gap;
    });
    return line.trimEnd();
  }
}

/** A cell is one line whatever its text is. */
function oneLine(text: string): string {
  return safeText(text.replace(/[\r\n\t]+/g, ' '));
}

/** Cuts by what is seen, not by code units. */
function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  let keptWidth = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const segmentWidth = stringWidth(segment);
    if (keptWidth + segmentWidth > width - 1) break;
    kept += segment;
    keptWidth += segmentWidth;
  }
  return `${kept}…`;
}
