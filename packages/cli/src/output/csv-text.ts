/** Rows as CSV (RFC 4180): a line for each, the columns of the table, none of them cut. */
import type { RowsView } from './output.js';

/** What ends a field, or is one already. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** The line of titles. */
export function csvHead<T>({ columns }: Pick<RowsView<T>, 'columns'>): string {
  return lineOf(columns.map(({ title }) => title));
}

/** The lines of some rows. */
export function csvLines<T>({ columns }: Pick<RowsView<T>, 'columns'>, rows: readonly T[]): string {
  return rows.map((row) => lineOf(columns.map(({ cell, csv = cell }) => csv(row)))).join('');
}

function lineOf(fields: readonly string[]): string {
  return `${fields.map((field) => (NEEDS_QUOTES.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')}\n`;
}
