/** One thing, shown as its facts: a name and a value on each line, under headings where there are many. */
import { safeText } from '@provost/protocol';
import { jsonText } from './json-text.js';
import type { Paint } from './paint.js';
import { textWidth } from './text-width.js';

/** A fact with its name. Facts without a value are left out. */
export type Field = readonly [name: string, value: string | undefined];

/** The lines of facts, their values in one column. */
export function fieldLines(fields: readonly Field[], paint: Paint, indent = ''): string[] {
  const shown = fields.filter((field): field is readonly [string, string] => field[1] !== undefined);
  const names = shown.map(([name]) => safeText(name));
  const width = Math.max(0, ...names.map(textWidth));
  return shown.map(([, value], index) => {
    const name = names[index] ?? '';
    return `${indent}${paint.strong(`${name}:`)}${' '.repeat(width - textWidth(name))}  ${value}`;
  });
}

/** A heading and what belongs to it. Nothing where nothing does. */
export function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ['', paint.strong(title), ...lines];
}

/** A value of an object as a person reads it: text as it is, anything else as JSON. */
export function valueText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? safeText(value) : jsonText(value);
}
