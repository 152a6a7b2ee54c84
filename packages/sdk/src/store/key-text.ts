/**
 * A class's key as one text that sorts as the key does: part by part in the order in which they are declared, numbers and dates by what they are worth.
 * Each part ends with a separator that sorts before whatever a part may hold, so that keys which begin with the same parts stand together.
 */
import { STORED_KEY, type JsonObject, type SchemaNode } from '@provost/protocol';

const { separator: SEPARATOR, escape: ESCAPE, escapeOffset: ESCAPE_OFFSET, numberOffset: OFFSET, digits: DIGITS } = STORED_KEY;
/** Comes right after the separator. */
const AFTER_SEPARATOR = '!';
/** In a text these would be taken for the separator or sort before it, the last would be taken for the escape itself. */
// eslint-disable-next-line no-control-regex -- Those are what it is for.
const ESCAPED = /[\0-!]/g;

/** The bounds of a walk over texts, as a table takes them: up to or, in reverse, down to but without `end`. */
export interface TextRange {
  readonly start: string;
  readonly end: string;
}

/** The parts of keys that bound a walk, as they travel: from the first on, up to the second and without it, of those that begin with the third. */
export interface KeyBounds {
  readonly from?: JsonObject | undefined;
  readonly to?: JsonObject | undefined;
  readonly within?: JsonObject | undefined;
  readonly reverse?: boolean | undefined;
}

/** How the keys of one class are written. Parts are given as they travel, and fit the class. */
export interface KeyText {
  /** Of a whole key, or of its first parts: what sorts before all that go on. Throws RangeError where a part is left out before another. */
  of(parts: JsonObject): string;
  range(bounds: KeyBounds): TextRange;
}

/** Makes it for a class. Its name is the first part, so that one table holds all classes. */
export function keyTextOf(className: string, key: readonly string[], properties: Readonly<Record<string, SchemaNode>>): KeyText {
  const parts = key.map((name) => ({ name, text: partTextOf(properties[name] ?? {}) }));
  const of = (given: JsonObject): string => {
    const absent = parts.findIndex(({ name }) => given[name] === undefined);
    const leading = absent === -1 ? parts : parts.slice(0, absent);
    const late = parts.slice(leading.length).find(({ name }) => given[name] !== undefined);
    if (late !== undefined) throw new RangeError(`"${late.name}" is given without "${parts[absent]?.name}", which comes before it`);
    return leading.reduce((text, { name, text: textOf }) => text + textOf(given[name]) + SEPARATOR, className + SEPARATOR);
  };
  const range = ({ from = {}, to, within = {}, reverse = false }: KeyBounds): TextRange => {
    const all = of(within);
    const [lowest, highest] = [all, all.slice(0, -1) + AFTER_SEPARATOR];
    const start = larger(of(from), lowest);
    const end = to === undefined || larger(of(to), highest) !== highest ? highest : of(to);
    return reverse ? { start: before(end), end: before(start) } : { start, end };
  };
  return { of, range };
}

/** A text that no key is, and that no key lies between it and this one. */
function before(text: string): string {
  return text.endsWith(SEPARATOR) ? text.slice(0, -1) : text;
}

/** As the table sorts them: by code points, which JavaScript does not. */
function larger(one: string, other: string): string {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) > 0 ? one : other;
}

function partTextOf({ type, format }: SchemaNode): (value: unknown) => string {
  if (type === 'integer' || format === 'int64') return (value) => digits(BigInt(value as number | string));
  if (format === 'date-time') return (value) => digits(BigInt(Date.parse(value as string)));
  if (type === 'boolean') return (value) => (value === true ? '1' : '0');
  return (value) => (value as string).replace(ESCAPED, (character) => ESCAPE + String.fromCharCode(character.charCodeAt(0) + ESCAPE_OFFSET));
}

function digits(value: bigint): string {
  return (value + OFFSET).toString().padStart(DIGITS, '0');
}
