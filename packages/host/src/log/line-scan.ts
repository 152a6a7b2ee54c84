/** Lines of an open file, forwards and backwards, one chunk in memory at a time. What a line says is left to log-line.ts. */
import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 64 * 1024;

/** A line as it stands in a file. */
export interface FoundLine {
  readonly text: string;
  /** Where it begins. */
  readonly offset: number;
}

/** Reads on from an offset, again and again while the file grows. */
export class ForwardLines {
  readonly #handle: FileHandle;
  #offset: number;
  #begun: Buffer = Buffer.alloc(0);

  constructor(handle: FileHandle, offset: number) {
    this.#handle = handle;
    this.#offset = offset;
  }

  /** The whole lines from where it is to the end of the file as it is now. */
  async *toEnd(): AsyncGenerator<string> {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length, this.#offset);
      if (bytesRead === 0) return;
      this.#offset += bytesRead;
      const bytes = Buffer.concat([this.#begun, chunk.subarray(0, bytesRead)]);
      let from = 0;
      for (let end = bytes.indexOf('\n'); end >= 0; end = bytes.indexOf('\n', from)) {
        yield bytes.toString('utf8', from, end);
        from = end + 1;
      }
      this.#begun = bytes.subarray(from);
      // No line of ours is as long as that, so that a file of another making cannot fill the memory.
      if (this.#begun.length > CHUNK_BYTES) yield* this.rest();
    }
  }

  /** What stands after the last line break, if anything does. It is not given again. */
  *rest(): Generator<string> {
    const begun = this.#begun;
    this.#begun = Buffer.alloc(0);
    if (begun.length > 0) yield begun.toString('utf8');
  }
}

/** The lines of a file, the last one first. */
export async function* linesBackwards(handle: FileHandle): AsyncGenerator<FoundLine> {
  let start = (await handle.stat()).size;
  let bytes: Buffer = Buffer.alloc(0);
  while (start > 0) {
    const wanted = Math.min(CHUNK_BYTES, start);
    const chunk = Buffer.alloc(wanted);
    const { bytesRead } = await handle.read(chunk, 0, wanted, start - wanted);
    if (bytesRead < wanted) return; // It was cut short meanwhile.
    start -= wanted;
    bytes = Buffer.concat([chunk, bytes]);
    let end = bytes.length;
    for (let at = lastBreakBefore(bytes, end - 1); at >= 0; at = lastBreakBefore(bytes, end - 1)) {
      yield lineAt(bytes, at + 1, end, start);
      end = at + 1;
    }
    if (start === 0 || end > 2 * CHUNK_BYTES) {
      yield lineAt(bytes, 0, end, start);
      end = 0;
    }
    bytes = bytes.subarray(0, end);
  }
}

function lastBreakBefore(bytes: Buffer, index: number): number {
  return index <= 0 ? -1 : bytes.lastIndexOf('\n', index - 1);
}

function lineAt(bytes: Buffer, from: number, to: number, base: number): FoundLine {
  const end = to > from && bytes[to - 1] === 10 ? to - 1 : to;
  return { text: bytes.toString('utf8', from, end), offset: base + from };
}
