/** Two streams, each the other side of the other: a socket without a socket. */
import { Duplex } from 'node:stream';

class Side extends Duplex {
  other!: Side;
  #taken: (() => void) | undefined;

  override _read(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.other.receive(chunk, done);
  }

  override _final(done: () => void): void {
    this.other.receive(null, done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.other.destroyed) this.other.receive(null, () => {});
    done(error);
  }

  receive(chunk: Buffer | null, done: () => void): void {
    // A chunk is taken when the reader wants more: that is the back-pressure.
    if (this.push(chunk) || chunk === null) process.nextTick(done);
    else this.#taken = done;
  }
}

/** What is written to one comes out of the other. */
export function duplexPair(): [Duplex, Duplex] {
  const [one, other] = [new Side(), new Side()];
  one.other = other;
  other.other = one;
  return [one, other];
}
