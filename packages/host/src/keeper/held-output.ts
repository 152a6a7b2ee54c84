/** What a process has written before it is known whose it is: held in its order, and not read any further where it is too much. */
import type { Readable } from 'node:stream';

/** Beyond it the process waits in its next write. */
export const HELD_BYTES = 64 * 1024;

interface Held {
  readonly stream: 'out' | 'err';
  readonly chunk: Buffer;
}

export class HeldOutput {
  readonly #held: Held[] = [];
  readonly #paused = new Set<Readable>();
  #bytes = 0;

  /** Holds what was read of `from`. */
  add(stream: 'out' | 'err', chunk: Buffer, from: Readable): void {
    this.#held.push({ stream, chunk });
    this.#bytes += chunk.length;
    if (this.#bytes < HELD_BYTES) return;
    from.pause();
    this.#paused.add(from);
  }

  /** Hands over all of it, and reads on. Call it once. */
  passOn(take: (stream: 'out' | 'err', chunk: Buffer) => void): void {
    for (const { stream, chunk } of this.#held.splice(0)) take(stream, chunk);
    for (const from of this.#paused) from.resume();
  }
}
