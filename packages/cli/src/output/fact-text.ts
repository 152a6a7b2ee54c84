/** A fact of what has happened, as a person reads it: `size=12`, `idle=31s`, `names=a,b`. */
import { safeText } from '@provost/protocol';
import { jsonText } from './json-text.js';
import { durationText } from './measures.js';

/** `tookMs` is shown as `took`, in the unit that fits. */
export function factText(name: string, value: unknown): string {
  if (name.endsWith('Ms') && typeof value === 'number') return safeText(`${name.slice(0, -2)}=${durationText(value)}`);
  return safeText(`${name}=${factValue(value)}`);
}

/** A value of a fact: text in quotes only where it would not read as one word. */
export function factValue(value: unknown): string {
  if (isNames(value)) return value.join(',');
  return typeof value === 'string' && /^\S+$/.test(value) ? value : jsonText(value);
}

/** Whether it is read at a glance: no object, and no list of more than names. */
export function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null || isNames(value);
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && /^\S+$/.test(one));
}
