/** Which columns of a table a terminal has room for, and how wide each is. Pure: measuring and writing are the table's. */

/** What the fitting must know of a column. */
export interface FittedColumn {
  readonly align?: 'left' | 'right';
  /** The narrowest that its text may be cut to; `false` for text that says nothing when it is cut. Numbers are never cut: a part of one is another number. */
  readonly cut?: number | false;
  /** On a terminal that is too narrow the column with the smallest of these is left out first; one without it stays. Where none has it, they go from the right. */
  readonly leaves?: number;
}

export interface Fit {
  /** The columns that are shown, by their place. */
  readonly shown: readonly number[];
  /** The width of each column, also of those that are not shown. Names that are wider than the first get a line to themselves. */
  readonly widths: readonly number[];
}

/** What stands between columns. */
export const GAP = '  ';
/** Stands behind the titles where columns are left out. */
export const MARK = ' …';
const narrowest = 10;

/**
 * Fits columns into a width. Text is cut first, and where that is not enough, columns are left out. The first column is always shown and
 * never cut: a line without its name is no use. `chosen` are the columns of an earlier batch: those stay, and a line may then be too long.
 */
export function fit(columns: readonly FittedColumn[], widths: readonly number[], width: number, chosen?: readonly number[]): Fit {
  const least = widths.map((natural, index) => leastOf(columns, index, natural));
  let shown = chosen ?? columns.map((_, index) => index);
  for (const leaving of chosen === undefined ? orderOfLeaving(columns) : []) {
    if (excessOf(columns, shown, least, width) <= 0) break;
    shown = shown.filter((index) => index !== leaving);
  }
  const left = Math.max(0, excessOf(columns, shown, least, width));
  const name = Math.max(Math.min(narrowest, widths[0] ?? 0), (widths[0] ?? 0) - (shown.length > 1 ? left : 0));
  const bounded = [name, ...widths.slice(1)];
  return { shown, widths: cutTo(columns, bounded, shown, excessOf(columns, shown, bounded, width)) };
}

function orderOfLeaving(columns: readonly FittedColumn[]): number[] {
  const others = columns.map((_, index) => index).slice(1);
  const ranked = others.filter((index) => columns[index]?.leaves !== undefined);
  return ranked.length === 0 ? others.reverse() : ranked.sort((one, other) => (columns[one]?.leaves ?? 0) - (columns[other]?.leaves ?? 0));
}

/** By how much the line of titles is too long. */
function excessOf(columns: readonly FittedColumn[], shown: readonly number[], widths: readonly number[], width: number): number {
  const used = shown.reduce((sum, index) => sum + (widths[index] ?? 0), 0) + GAP.length * (shown.length - 1);
  return used + (shown.length < columns.length ? MARK.length : 0) - width;
}

function leastOf(columns: readonly FittedColumn[], index: number, natural: number): number {
  const { align, cut = narrowest } = columns[index] ?? {};
  return index === 0 || align === 'right' || cut === false ? natural : Math.min(natural, cut);
}

/** Takes the excess from the widest columns of text. */
function cutTo(columns: readonly FittedColumn[], natural: readonly number[], shown: readonly number[], excess: number): number[] {
  const widths = [...natural];
  const spare = (index: number): number => (widths[index] ?? 0) - leastOf(columns, index, natural[index] ?? 0);
  for (let left = excess; left > 0;) {
    const cuttable = shown.filter((index) => spare(index) > 0);
    if (cuttable.length === 0) break;
    const ofWidth = (index: number): number => widths[index] ?? 0;
    const widest = cuttable.reduce((one, other) => (ofWidth(other) > ofWidth(one) ? other : one));
    const next = Math.max(0, ...cuttable.map(ofWidth).filter((other) => other < ofWidth(widest)));
    const taken = Math.min(left, spare(widest), Math.max(1, ofWidth(widest) - next));
    widths[widest] = ofWidth(widest) - taken;
    left -= taken;
  }
  return widths;
}
