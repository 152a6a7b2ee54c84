/**
 * MessagePack as JSON values, from bytes of somebody who may mean harm: no length is believed before as many bytes are there, depth and number of values
 * are bounded, names of any kind become properties of the object's own, and what JSON has not is refused.
 */
import { isUtf8 } from 'node:buffer';
import { MOST_VALUES, TEXT_AS_BEFORE, TEXT_OF_CHUNK } from './value-writer.js';

/** What is wrong with the bytes, as it goes on after the peer's name. */
export class Unreadable extends Error {}

const ENDS_EARLY = 'sent dense rows that end in the middle';
/** The one name that, assigned to, changes what an object inherits. */
const PROTOTYPE = '__proto__';

/** Stands for the text that its column had last. */
export const AS_BEFORE = Symbol('as before');

export class ValueReader {
  /** Whether all texts are ASCII, as the sender has said. */
  isAscii = false;
  readonly #bytes: Buffer;
  readonly #depth: number;
  readonly #view: DataView;
  #at = 0;
  #values = 0;
  /** The chunks that short texts are cut out of, the one that it is at, and where in it. */
  #chunks: readonly string[] = [];
  #chunk = '';
  #chunkIndex = 0;
  #chunkAt = 0;

  constructor(bytes: Buffer, depth: number) {
    this.#bytes = bytes;
    this.#depth = depth;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The number of items of a list whose head comes next. */
  list(what: string): number {
    const code = this.#byte();
    if ((code & 0xf0) === 0x90) return this.#count(code & 15, 1);
    if (code === 0xdc) return this.#count(this.#unsigned(2), 1);
    if (code === 0xdd) return this.#count(this.#unsigned(4), 1);
    throw new Unreadable(`sent dense rows in which ${what} is no list`);
  }

  /** A text, which comes next. */
  text(what: string): string {
    const value = this.value(this.#depth);
    if (typeof value !== 'string') throw new Unreadable(`sent dense rows in which ${what} is no text`);
    return value;
  }

  /** The chunks of short texts, which come next. */
  chunks(): void {
    const chunks: string[] = [];
    for (let left = this.list('the texts'); left > 0; left -= 1) chunks.push(this.#oneChunk());
    this.#chunks = chunks;
  }

  /** Any value; `level` is how deep it stands. At level 1 it may be {@link AS_BEFORE}. */
  value(level: number): unknown {
    const code = this.#byte();
    if (code < 0x80) return code;
    if (code === 0xd4) return this.#extension(level);
    if (code >= 0xe0) return code - 256;
    if (code >= 0xa0 && code < 0xc0) return this.#text(code & 31);
    if (code >= 0x90 && code < 0xa0) return this.#list(this.#count(code & 15, 1), level);
    if (code < 0x90) return this.#object(this.#count(code & 15, 2), level);
    return this.#coded(code, level);
  }

  #coded(code: number, level: number): unknown {
    switch (code) {
      case 0xc0: return null;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xcc: return this.#unsigned(1);
      case 0xcd: return this.#unsigned(2);
      case 0xce: return this.#unsigned(4);
      case 0xd0: return this.#view.getInt8(this.#take(1));
      case 0xd1: return this.#view.getInt16(this.#take(2));
      case 0xd2: return this.#view.getInt32(this.#take(4));
      case 0xcf: return this.#whole(this.#view.getBigUint64(this.#take(8)));
      case 0xd3: return this.#whole(this.#view.getBigInt64(this.#take(8)));
      case 0xca: return this.#finite(this.#view.getFloat32(this.#take(4)));
      case 0xcb: return this.#finite(this.#view.getFloat64(this.#take(8)));
      case 0xd9: return this.#text(this.#unsigned(1));
      case 0xda: return this.#text(this.#unsigned(2));
      case 0xdb: return this.#text(this.#unsigned(4));
      case 0xdc: return this.#list(this.#count(this.#unsigned(2), 1), level);
      case 0xdd: return this.#list(this.#count(this.#unsigned(4), 1), level);
      case 0xde: return this.#object(this.#count(this.#unsigned(2), 2), level);
      case 0xdf: return this.#object(this.#count(this.#unsigned(4), 2), level);
      default: throw new Unreadable(`sent dense rows with the code 0x${code.toString(16)}, which JSON has no value for`);
    }
  }

  #list(length: number, level: number): unknown[] {
    this.#enter(level);
    const items: unknown[] = [];
    for (let index = 0; index < length; index += 1) items.push(this.value(level + 1));
    return items;
  }

  #object(length: number, level: number): Record<string, unknown> {
    this.#enter(level);
    const object: Record<string, unknown> = {};
    for (let index = 0; index < length; index += 1) {
      const name = this.text('a name');
      setOwn(object, name, this.value(level + 1));
    }
    return object;
  }

  #enter(level: number): void {
    if (level >= this.#depth) throw new Unreadable('sent dense rows that are nested too deep (depth)');
  }

  /** So many parts, each of at least one byte, must be there, and no more values in all than anybody may send. */
  #count(parts: number, each: number): number {
    this.#values += parts;
    if (parts * each > this.#bytes.length - this.#at) throw new Unreadable(ENDS_EARLY);
    if (this.#values > MOST_VALUES) throw new Unreadable(`sent more than ${MOST_VALUES} values in one batch of dense rows`);
    return parts;
  }

  #text(length: number): string {
    const at = this.#take(length);
    if (this.isAscii) return this.#bytes.toString('latin1', at, at + length);
    const text = this.#bytes.toString('utf8', at, at + length);
    if (text.includes('\uFFFD') && !isUtf8(this.#bytes.subarray(at, at + length))) throw new Unreadable('sent dense rows with a text that is not UTF-8');
    return text;
  }

  #oneChunk(): string {
    const code = this.#bytes[this.#at];
    if (code !== 0xc4 && code !== 0xc5 && code !== 0xc6) return this.text('one of the texts');
    this.#at += 1;
    const length = this.#unsigned(code === 0xc4 ? 1 : code === 0xc5 ? 2 : 4);
    const at = this.#take(length);
    if (length % 2 !== 0) throw new Unreadable('sent dense rows with a text in UTF-16 of an odd number of bytes');
    return this.#bytes.toString('utf16le', at, at + length);
  }

  /** A short text out of a chunk, or the sign of one that its column had. */
  #extension(level: number): string | symbol {
    const type = this.#byte();
    const length = this.#byte();
    if (type === TEXT_AS_BEFORE && level === 1) return AS_BEFORE;
    if (type !== TEXT_OF_CHUNK) throw new Unreadable(`sent dense rows with an extension of type ${type}, which is none here`);
    if (this.#chunkAt === this.#chunk.length) {
      this.#chunk = this.#chunks[this.#chunkIndex++] ?? '';
      this.#chunkAt = 0;
    }
    const at = this.#chunkAt;
    if (length > this.#chunk.length - at) throw new Unreadable('sent dense rows with a text that is not among the texts');
    this.#chunkAt = at + length;
    return this.#chunk.substring(at, this.#chunkAt);
  }

  #whole(value: bigint): number {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new Unreadable('sent dense rows with a whole number that JSON cannot say exactly');
    return number;
  }

  #finite(value: number): number {
    if (!Number.isFinite(value)) throw new Unreadable('sent dense rows with a number that JSON has not');
    return value;
  }

  #unsigned(length: 1 | 2 | 4): number {
    const at = this.#take(length);
    return length === 1 ? this.#bytes[at]! : length === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new Unreadable(ENDS_EARLY);
    this.#at += 1;
    return byte;
  }

  #take(length: number): number {
    const at = this.#at;
    if (length > this.#bytes.length - at) throw new Unreadable(ENDS_EARLY);
    this.#at = at + length;
    return at;
  }
}

/** Makes it a property of the object's own, whatever it is called. */
export function setOwn(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === PROTOTYPE) Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}
