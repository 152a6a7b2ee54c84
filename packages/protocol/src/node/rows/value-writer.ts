/**
 * JSON values as MessagePack, in a buffer that grows. It writes only what comes back as JSON would bring it back; anything else is thrown as
 * {@link INEXACT}, and is left to be sent as JSON. Rows and columns are left to `row-packer.ts`.
 */
import type { TextChunks } from './text-chunks.js';

/** Thrown for a value that this form cannot say exactly as JSON does. */
export const INEXACT = new Error('no plain JSON value');

/** The most values in one batch that are written, or read: a value may take one byte on its way, and many where it is read. */
export const MOST_VALUES = 1024 * 1024;

const FIRST_BYTES = 8 * 1024;
/** A buffer that has grown beyond it is given back with its batch. */
const KEPT_BYTES = 128 * 1024;
/** Texts of up to so many characters go into a chunk with others, where there is one. */
export const LONGEST_IN_CHUNK = 255;
/** The extensions that stand for a text. */
export const TEXT_OF_CHUNK = 1;
export const TEXT_AS_BEFORE = 2;

export class ValueWriter {
  buffer: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  at = 0;
  /** Whether all texts so far are ASCII. */
  isAscii = true;
  /** How many values were written. */
  values = 0;
  readonly #depth: number;
  readonly #chunks: TextChunks | undefined;
  readonly #double: DataView = new DataView(new ArrayBuffer(8));

  /** `chunks`: where short texts go that are values. */
  constructor(depth: number, chunks?: TextChunks) {
    this.#depth = depth;
    this.#chunks = chunks;
  }

  /** Forgets all; a buffer that has grown large is given back. */
  clear(): void {
    this.at = this.values = 0;
    this.isAscii = true;
    if (this.buffer.length > KEPT_BYTES) this.buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  }

  /** Any value; `level` is how deep it stands. */
  value(value: unknown, level: number): void {
    this.values += 1;
    if (typeof value === 'string') this.#textValue(value);
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'boolean') this.#byte(value ? 0xc3 : 0xc2);
    else if (value === null) this.#byte(0xc0);
    else if (typeof value === 'object') this.#compound(value, level);
    else throw INEXACT;
  }

  /** The head of a list. */
  list(length: number): void {
    if (length < 16) this.#byte(0x90 | length);
    else this.#head(0xdc, length);
  }

  /** A text that stands where it is. */
  text(text: string): void {
    const { length } = text;
    const bytes = Buffer.byteLength(text);
    this.#reserve(bytes + 5);
    if (bytes !== length) {
      this.isAscii = false;
      if (!isWellFormed(text)) throw INEXACT;
    }
    if (bytes < 32) this.buffer[this.at++] = 0xa0 | bytes;
    else if (bytes < 256) {
      this.buffer[this.at++] = 0xd9;
      this.buffer[this.at++] = bytes;
    } else this.#head(0xda, bytes);
    this.buffer.write(text, this.at, bytes, bytes === length ? 'latin1' : 'utf8');
    this.at += bytes;
  }

  /** A chunk of texts: as a text, and where there is half a surrogate in it, which UTF-8 cannot say, as bytes in UTF-16. */
  units(chunk: string): void {
    if (isWellFormed(chunk)) return this.text(chunk);
    this.isAscii = false;
    const bytes = chunk.length * 2;
    this.#head(0xc5, bytes);
    this.#reserve(bytes);
    this.at += this.buffer.write(chunk, this.at, bytes, 'utf16le');
  }

  /** The text that its column had last. */
  textAsBefore(): void {
    this.values += 1;
    this.#extension(TEXT_AS_BEFORE, 0);
  }

  bool(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  #textValue(text: string): void {
    const { length } = text;
    if (this.#chunks === undefined || length > LONGEST_IN_CHUNK || length === 0) return this.text(text);
    this.#extension(TEXT_OF_CHUNK, length);
    this.#chunks.add(text);
  }

  /** An extension of one byte. */
  #extension(type: number, byte: number): void {
    this.#reserve(3);
    const { buffer } = this;
    buffer[this.at++] = 0xd4;
    buffer[this.at++] = type;
    buffer[this.at++] = byte;
  }

  #number(value: number): void {
    this.#reserve(9);
    const { buffer } = this;
    if ((value | 0) === value && value > -33) return this.#whole(value);
    if (!Number.isFinite(value)) {
      buffer[this.at++] = 0xc0; // As JSON has it.
      return;
    }
    if ((value | 0) === value) {
      buffer[this.at++] = 0xd2;
      this.at = buffer.writeInt32BE(value, this.at);
      return;
    }
    buffer[this.at++] = 0xcb;
    this.#double.setFloat64(0, value);
    for (let index = 0; index < 8; index += 1) buffer[this.at++] = this.#double.getUint8(index);
  }

  #whole(value: number): void {
    const { buffer } = this;
    if (value < 128) buffer[this.at++] = value & 0xff;
    else if (value < 256) {
      buffer[this.at++] = 0xcc;
      buffer[this.at++] = value;
    } else if (value < 65_536) {
      buffer[this.at++] = 0xcd;
      buffer[this.at++] = value >>> 8;
      buffer[this.at++] = value;
    } else {
      buffer[this.at++] = 0xd2;
      buffer[this.at++] = value >>> 24;
      buffer[this.at++] = value >>> 16;
      buffer[this.at++] = value >>> 8;
      buffer[this.at++] = value;
    }
  }

  #compound(value: object, level: number): void {
    if (level >= this.#depth) throw INEXACT;
    if (Array.isArray(value)) {
      this.list(value.length);
      // A hole in a list, and what is undefined, is null in JSON.
      for (let index = 0; index < value.length; index += 1) this.value((value as unknown[])[index] ?? null, level + 1);
      return;
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) throw INEXACT;
    const names = Object.keys(value).filter((name) => (value as Record<string, unknown>)[name] !== undefined);
    if (names.length < 16) this.#byte(0x80 | names.length);
    else this.#head(0xde, names.length);
    for (const name of names) {
      this.text(name);
      this.value((value as Record<string, unknown>)[name], level + 1);
    }
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.buffer[this.at++] = byte;
  }

  /** The head of something of that many bytes or parts: `code` with two bytes, and the code after it with four. */
  #head(code: number, count: number): void {
    if (this.values + count > MOST_VALUES && code !== 0xda && code !== 0xc5) throw INEXACT;
    this.#reserve(5);
    if (count < 65_536) {
      this.buffer[this.at++] = code;
      this.at = this.buffer.writeUInt16BE(count, this.at);
    } else {
      this.buffer[this.at++] = code + 1;
      this.at = this.buffer.writeUInt32BE(count, this.at);
    }
  }

  #reserve(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.at + bytes));
    this.buffer.copy(grown, 0, 0, this.at);
    this.buffer = grown;
  }
}

function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
