/** What is said below a table that a terminal has no room for. */
import type { Table } from './table.js';
import { wrapped } from './wrapped.js';

/** How much is not shown, and how to see it, in lines that fit; none where everything is shown. `whole` is the command that shows all of one row. */
export function leftOutLines<T>({ leftOut, isCut }: Table<T>, { whole }: { readonly whole?: string }, width: number | undefined): string[] {
  const count = leftOut.length;
  if (count === 0 && !isCut) return [];
  const what = count === 0 ? 'Text is cut.' : count === 1 ? '1 column is left out.' : `${count} columns are left out.`;
  return wrapped(`${what} See all: -o wide${whole === undefined ? '' : `, or ${whole}`}`, width ?? Infinity);
}
