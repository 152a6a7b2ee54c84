/**
 * Sockets that read into one piece of memory, which all of a process share: Node allocates 64 KiB anew for each read otherwise, which costs a small message a sixth of its
 * way. What is read is lent: it is good until whoever takes it returns. Only who dials can have it so; what a server has accepted reads as Node reads.
 */
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** Takes what has come; it is lent where {@link isLent} says so. */
export type TakeBytes = (bytes: Buffer) => void;

const SPACE_BYTES = 64 * 1024;

let space: Buffer | undefined;
const lenders = /* @__PURE__ */ new WeakMap<Readable, Lender>();

class Lender {
  #take: TakeBytes | undefined;
  /** What came before anybody took it. */
  #early: Buffer | undefined;

  /** Whether more may be read. */
  lend(bytes: Buffer): boolean {
    if (this.#take === undefined) {
      this.#early = this.#early === undefined ? Buffer.from(bytes) : Buffer.concat([this.#early, bytes]);
      return false;
    }
    this.#take(bytes);
    return true;
  }

  begin(take: TakeBytes): void {
    this.#take = take;
    const early = this.#early;
    this.#early = undefined;
    if (early !== undefined) take(early);
  }

  end(): void {
    this.#take = undefined;
  }
}

/** As Node's `connect`. What it reads goes to whoever {@link takeBytes} names, and to no `data` listener. */
export function connectLending(path: string): Socket {
  const lender = new Lender();
  const buffer = (space ??= Buffer.allocUnsafeSlow(SPACE_BYTES));
  const socket = connect({ path, onread: { buffer, callback: (length) => lender.lend(buffer.subarray(0, length)) } });
  lenders.set(socket, lender);
  return socket;
}

/** Hands what a stream reads to `take`, from now until what it returns is called. */
export function takeBytes(stream: Readable, take: TakeBytes): () => void {
  const lender = lenders.get(stream);
  if (lender === undefined) {
    stream.on('data', take);
    return () => { stream.off('data', take); };
  }
  lender.begin(take);
  stream.resume();
  return () => { lender.end(); };
}

/** Whether bytes are good only until whoever has taken them returns. */
export function isLent(bytes: Buffer): boolean {
  return space !== undefined && bytes.buffer === space.buffer;
}
