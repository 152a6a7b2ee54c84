/**
 * The short texts of a batch, one after the other, in chunks: to write a few hundred characters at once costs as much as to write one short text. In the rows stands
 * only how long each is. How a chunk is written is left to the value writer.
 */
import type { ValueWriter } from './value-writer.js';

/** A chunk ends with the text that makes it as long. What cuts a text out of it keeps all of it alive, so it is not larger than it must be. */
const CHUNK_CHARACTERS = 512;

/** What {@link TextChunks.mark} has seen. */
export interface TextMark {
  readonly chunk: string;
  readonly count: number;
  readonly at: number;
  readonly isAscii: boolean;
}

export class TextChunks {
  readonly #written: ValueWriter;
  /** Joined by V8 without being copied, until it is written. */
  #chunk = '';
  #count = 0;

  constructor(written: ValueWriter) {
    this.#written = written;
  }

  /** How many chunks are written. */
  get count(): number {
    return this.#count;
  }

  /** How many characters wait for their chunk to be written. */
  get waiting(): number {
    return this.#chunk.length;
  }

  add(text: string): void {
    this.#chunk += text;
    if (this.#chunk.length >= CHUNK_CHARACTERS) this.seal();
  }

  /** Writes what waits. */
  seal(): void {
    if (this.#chunk === '') return;
    this.#written.units(this.#chunk);
    this.#chunk = '';
    this.#count += 1;
  }

  /** Where it stands. */
  mark(): TextMark {
    return { chunk: this.#chunk, count: this.#count, at: this.#written.at, isAscii: this.#written.isAscii };
  }

  /** Back to where it stood. */
  reset({ chunk, count, at, isAscii }: TextMark): void {
    this.#chunk = chunk;
    this.#count = count;
    this.#written.at = at;
    this.#written.isAscii = isAscii;
  }

  clear(): void {
    this.#written.clear();
    this.#chunk = '';
    this.#count = 0;
  }
}
