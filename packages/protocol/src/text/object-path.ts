/**
 * Object paths: the text that names a class or one instance, `root/app:Note.id="7"`. This file reads and writes them;
 * whether the class is there, and what its key is, is left to `path-key.ts` and to those who know the class.
 */
import { ProviderError } from '../errors/index.js';
import type { JsonObject } from '../schema/schema.js';
import { NAME_LENGTH, foldName, foldNamespace, isClassName, isPropertyName, isSameName } from './names.js';
import { excerpt } from './safe-text.js';

/** How large a path may be. */
export const PATH_LIMITS = { pathLength: 16_384, namespaceDepth: 16, keys: 16 } as const;

/** What a key may hold. An integer that a double cannot hold exactly is kept as its digits, which is how 64-bit integers travel. */
export type KeyValue = string | number | boolean;

/** The key of a path. */
export type PathKey =
  /** `Note.id="7"`: by name, in the order and case in which they were written. */
  | { readonly kind: 'named'; readonly properties: Readonly<Record<string, KeyValue>> }
  /** `Note="7"`: the class's only key property, whatever its name. */
  | { readonly kind: 'single'; readonly value: KeyValue }
  /** `Settings=@`: the only instance of a class without a key. */
  | { readonly kind: 'singleton' };

/** An object path in its parts. */
export interface ObjectPath {
  /** With `/` between its parts; absent where the path leaves it open. */
  readonly namespace?: string;
  readonly class: string;
  /** Absent where the path names the class itself. */
  readonly key?: PathKey;
}

/**
 * Reads a path. Any of `root/app:Note.id="7"`, `root\app:Note.a="x",b=3`, `root:Settings=@`, `root/app:Note`, `Note="7"`, `Note`.
 * Throws INVALID_PARAMETER that says at which character (from 1), what was expected there and what was found.
 */
export function parsePath(text: string): ObjectPath {
  if (typeof text !== 'string') throw new ProviderError('INVALID_PARAMETER', {}, { message: `An object path is a text, and this is ${text === null ? 'null' : typeof text}.` });
  if (text.length > PATH_LIMITS.pathLength) {
    throw new ProviderError('INVALID_PARAMETER', { limit: 'pathLength', allowed: PATH_LIMITS.pathLength, found: text.length }, {
      message: `The object path has ${text.length} characters; at most ${PATH_LIMITS.pathLength} are allowed (pathLength).`,
      remedy: 'Shorten the values of its key.',
    });
  }
  const reader = new PathReader(text);
  const namespace = reader.namespace();
  const className = reader.className();
  const key = reader.key();
  reader.end();
  return { ...(namespace !== undefined && { namespace }), class: className, ...(key !== undefined && { key }) };
}

/** Writes a path so that {@link parsePath} reads the same back. Throws INVALID_PARAMETER for what no path can say, such as a key that is no whole number. */
export function formatPath(path: ObjectPath): string {
  if (!isClassName(path.class)) throw unwritable(`${quoted(path.class)} cannot be the name of a class`);
  const start = path.namespace === undefined ? path.class : `${path.namespace.replaceAll('\\', '/')}:${path.class}`;
  const { key } = path;
  if (key === undefined) return start;
  if (key.kind === 'singleton') return `${start}=@`;
  if (key.kind === 'single') return `${start}=${formatValue(key.value)}`;
  const pairs = Object.entries(key.properties).map(([name, value]) => {
    if (!isPropertyName(name)) throw unwritable(`${quoted(name)} cannot be the name of a key`);
    return `${name}=${formatValue(value)}`;
  });
  return pairs.length === 0 ? `${start}=@` : `${start}.${pairs.join(',')}`;
}

/** Whether two paths name the same: names without regard to case, values exactly, keys in any order. */
export function isSamePath(one: ObjectPath, other: ObjectPath): boolean {
  return foldPath(one) === foldPath(other);
}

/** A path as one string that is equal for all ways of writing the same path, so that it can be the key of a map. */
export function foldPath(path: ObjectPath): string {
  const folded: { namespace?: string; class: string; key?: PathKey } = { class: foldName(path.class) };
  if (path.namespace !== undefined) folded.namespace = foldNamespace(path.namespace);
  if (path.key?.kind === 'named') {
    const pairs = Object.entries(path.key.properties).map(([name, value]) => [foldName(name), value] as const);
    folded.key = { kind: 'named', properties: Object.fromEntries(pairs.sort(([one], [other]) => (one < other ? -1 : 1))) };
  } else if (path.key !== undefined) folded.key = path.key;
  return formatPath(folded);
}

function formatValue(value: unknown): string {
  if (typeof value === 'string') return `"${value.replace(/["\\]/g, '\\$&')}"`;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  throw unwritable('the value of a key is a string, a whole number between -(2^53-1) and 2^53-1, or a boolean');
}

function unwritable(why: string): ProviderError {
  return new ProviderError('INVALID_PARAMETER', {}, { message: `That object cannot be named by a path: ${why}.` });
}

function quoted(text: string): string {
  return `"${excerpt(text, 40)}"`;
}

/** Reads a path from left to right. Each method takes its part, or throws saying what it expected. */
class PathReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  namespace(): string | undefined {
    const written = this.#take(/[A-Za-z0-9_\\/-]*(?=:)/y);
    if (written === undefined) return undefined;
    const parts = written.split(/[\\/]/);
    const isWhole = isSameName(parts[0] ?? '', 'root') && parts.slice(1).every((part) => /^[A-Za-z][A-Za-z0-9_-]*$/.test(part));
    if (!isWhole || parts.length > PATH_LIMITS.namespaceDepth) {
      throw this.#fault(`a namespace such as root/app (beginning with root, at most ${PATH_LIMITS.namespaceDepth} parts)`, 0);
    }
    this.#at += 1;
    return parts.join('/');
  }

  className(): string {
    const start = this.#at;
    const word = this.#take(/[A-Za-z0-9_]+/y) ?? '';
    if (!isClassName(word)) throw this.#fault(`the name of a class (a letter, then letters, digits and _, at most ${NAME_LENGTH})`, start);
    return word;
  }

  key(): PathKey | undefined {
    if (this.#at === this.#text.length) return undefined;
    if (this.#take(/=@/y) !== undefined) return { kind: 'singleton' };
    if (this.#take(/=/y) !== undefined) return { kind: 'single', value: this.#value() };
    if (this.#take(/\./y) === undefined) throw this.#fault('"." and a key, "=" and a value, or the end');
    const properties: JsonObject = {};
    const seen = new Set<string>();
    do {
      const start = this.#at;
      const name = this.#take(/[A-Za-z0-9_]+/y) ?? '';
      if (!isPropertyName(name)) throw this.#fault('the name of a key property', start);
      if (seen.has(foldName(name))) throw this.#fault(`each key once, but "${name}" is there twice`, start);
      if (seen.add(foldName(name)).size > PATH_LIMITS.keys) throw this.#fault(`at most ${PATH_LIMITS.keys} keys`, start);
      if (this.#take(/=/y) === undefined) throw this.#fault('"=" and a value');
      properties[name] = this.#value();
    } while (this.#take(/,/y) !== undefined);
    return { kind: 'named', properties: properties as Record<string, KeyValue> };
  }

  end(): void {
    if (this.#at < this.#text.length) throw this.#fault('"," and a further key, or the end');
  }

  #value(): KeyValue {
    if (this.#text[this.#at] === '"') return this.#string();
    const start = this.#at;
    const digits = this.#take(/-?(?:0|[1-9][0-9]{0,39})(?![0-9A-Za-z_.])/y);
    // `+ 0` turns -0, which no key can be told from 0 by, into 0.
    if (digits !== undefined) return Number.isSafeInteger(Number(digits)) ? Number(digits) + 0 : digits;
    const word = this.#take(/[A-Za-z]+/y)?.toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
    throw this.#fault('a value: text in double quotes, a whole number, TRUE or FALSE', start);
  }

  #string(): string {
    const start = this.#at;
    const written = this.#take(/"(?:[^"\\]|\\["\\])*"/y);
    if (written !== undefined) return written.slice(1, -1).replace(/\\(["\\])/g, '$1');
    this.#take(/"(?:[^"\\]|\\["\\])*/y);
    if (this.#at === this.#text.length) throw this.#fault(`the closing quote of the text that begins at character ${start + 1}`);
    throw this.#fault('\\" or \\\\ (a backslash in a text is written twice)');
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #fault(expected: string, at = this.#at): ProviderError {
    const found = at >= this.#text.length ? 'the end' : quoted(this.#text.slice(at));
    return new ProviderError('INVALID_PARAMETER', { path: excerpt(this.#text, 200), position: at + 1, expected }, {
      message: `The object path ${quoted(this.#text)} is not valid at character ${at + 1}: expected ${expected}; found ${found}.`,
      remedy: 'Write it as root/app:Note.id="7", or root/app:Note for the class.',
    });
  }
}
