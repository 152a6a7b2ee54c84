/**
 * The one frame that has begun and is not whole: its header's bytes, then its body's. It grows by doubling, so that neither an
 * announced length nor a body that comes byte by byte costs more memory than what has really come.
 */

const FIRST_BODY_BYTES = 128 * 1024;

export class PartialFrame {
  readonly #header: Buffer;
  #headerBytes = 0;
  #body = Buffer.alloc(0);
  #bodyBytes = 0;
  #expectedBytes = 0;

  constructor(headerBytes: number) {
    this.#header = Buffer.alloc(headerBytes);
  }

  get isEmpty(): boolean {
    return this.#headerBytes === 0 && this.#expectedBytes === 0;
  }

  /** How many bytes it holds. */
  get bytes(): number {
    return this.#headerBytes + this.#bodyBytes;
  }

  get isBody(): boolean {
    return this.#expectedBytes > 0;
  }

  /** The header bytes that have come. */
  get header(): Buffer {
    return this.#header.subarray(0, this.#headerBytes);
  }

  /** Takes what fits of a header from a chunk; returns how many bytes that were. */
  takeHeader(chunk: Buffer, at: number): number {
    const copied = chunk.copy(this.#header, this.#headerBytes, at);
    this.#headerBytes += copied;
    return copied;
  }

  /** Forgets the header and waits for a body of so many bytes. */
  expectBody(bytes: number): void {
    this.#headerBytes = 0;
    this.#expectedBytes = bytes;
    this.#body = Buffer.allocUnsafeSlow(Math.min(bytes, FIRST_BODY_BYTES));
  }

  /** Takes what belongs to the body from a chunk; returns how many bytes that were. */
  takeBody(chunk: Buffer, at: number): number {
    const bytes = Math.min(this.#expectedBytes - this.#bodyBytes, chunk.length - at);
    if (this.#bodyBytes + bytes > this.#body.length) this.#grow(this.#bodyBytes + bytes);
    chunk.copy(this.#body, this.#bodyBytes, at, at + bytes);
    this.#bodyBytes += bytes;
    return bytes;
  }

  /** The body when it is whole; the frame is empty again. */
  takeWhole(): Buffer | undefined {
    if (this.#bodyBytes < this.#expectedBytes) return undefined;
    const body = this.#body.subarray(0, this.#bodyBytes);
    this.clear();
    return body;
  }

  clear(): void {
    this.#body = Buffer.alloc(0);
    this.#headerBytes = this.#bodyBytes = this.#expectedBytes = 0;
  }

  #grow(neededBytes: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.min(this.#expectedBytes, Math.max(neededBytes, this.#body.length * 2)));
    this.#body.copy(grown, 0, 0, this.#bodyBytes);
    this.#body = grown;
  }
}
