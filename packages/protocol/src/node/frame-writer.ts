/**
 * Writes frames to a stream: header and body in one piece, and all frames of one turn in one write, but not more than a few KiB
 * later than asked, so that both sides work at the same time. What waits is counted; what is too much is left to the sink.
 */
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import type { PackedRows, ProviderError } from '../index.js';
import { ROWS_TYPES } from './frame-header.js';
import { giveSpaceBack, takeSpace } from './frame-space.js';
import { frameTooLargeFor, protocolViolated } from './violation.js';

export interface FrameWriterOptions {
  /** Whom errors speak of. */
  readonly of: { readonly peer: string };
  readonly frameBytes: number;
  /** Above it `drained` waits. */
  readonly writeQueueBytes: number;
  /** Above it the peer counts as not reading. */
  readonly unreadBytes: number;
}

/** Frames of one turn are gathered up to this size before they are written. */
const GATHERED_BYTES = 4096;
/** Linux takes a write of up to this size to a Unix socket whole or not at all. */
const INDIVISIBLE_BYTES = 16 * 1024;

const LINE_FEED = 10;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: ProviderError) => void;
}

export class FrameWriter {
  readonly #stream: Writable;
  readonly #options: FrameWriterOptions;
  readonly #refuse: (reason: ProviderError) => void;
  /** Whether what was taken is with the system, and not with a stream in this process that may look at it later. */
  readonly #isSystems: boolean;
  #gathered = '';
  #gatheredBytes = 0;
  #isAscii = true;
  #isTicking = false;
  #isHeld = false;
  /** Whether the last turn in which anything was written had one frame alone. Then the next is written at once, so that the peer begins while the turn goes on. */
  #wasAlone = false;
  #framesBefore = 0;
  #frames = 0;
  #takenFrames = 0;
  /** The writes that the system has not taken yet: the number of the last frame in each, and how large it is. */
  readonly #lastFrames: number[] = [];
  readonly #sizes: number[] = [];
  #stopped: ProviderError | undefined;
  #waiters: Waiter[] = [];

  /** `refuse` is told when the peer does not read; nothing is written from then on if it calls {@link stop}. */
  constructor(stream: Writable, options: FrameWriterOptions, refuse: (reason: ProviderError) => void) {
    this.#stream = stream;
    this.#isSystems = typeof (stream as Partial<Socket>).ref === 'function';
    this.#options = options;
    this.#refuse = refuse;
    stream.on('drain', this.#wakeWaiters);
  }

  /** What the system has not taken yet. */
  get queuedBytes(): number {
    return this.#gatheredBytes + this.#stream.writableLength;
  }

  /** Whether nothing waits for the system. Between two ends in one process nothing ever does: what one of them has written goes nowhere else. */
  get isTaken(): boolean {
    return !this.#isSystems || this.queuedBytes === 0;
  }

  /** How many frames were queued so far. */
  get frames(): number {
    return this.#frames;
  }

  /** How many of them the system may have taken whole, so that the peer may have read them; those after that it certainly has not. */
  get takenFrames(): number {
    const [last, size] = [this.#lastFrames[0], this.#sizes[0]];
    // Of a large write that was cut short the last frame at least is not whole.
    return last !== undefined && size !== undefined && size > INDIVISIBLE_BYTES ? last - 1 : this.#takenFrames;
  }

  /** Queues one frame. Throws FRAME_TOO_LARGE for a body that no frame may have; once stopped it does nothing. */
  write(body: string): void {
    if (this.#stopped !== undefined) return;
    const { of, frameBytes } = this.#options;
    const bytes = Buffer.byteLength(body);
    if (bytes > frameBytes) throw frameTooLargeFor(of.peer, bytes, frameBytes);
    this.#frames += 1;
    this.#gathered += `Content-Length: ${bytes}\r\n\r\n${body}`;
    this.#gatheredBytes += bytes + 32;
    if (bytes !== body.length) this.#isAscii = false;
    if (!this.#isHeld && (this.#gatheredBytes >= GATHERED_BYTES || (this.#wasAlone && !this.#isTicking))) this.flush();
    if (this.#isTicking) return;
    this.#isTicking = true;
    this.#framesBefore = this.#frames - 1;
    process.nextTick(this.#tick);
  }

  /** Queues one frame of a text and, after the line that it is, rows, whose bytes may be used again when this returns. Throws as {@link write} does. */
  writeRows(text: string, { encoding, parts }: PackedRows): void {
    if (this.#stopped !== undefined) return;
    const { of, frameBytes } = this.#options;
    const textBytes = Buffer.byteLength(text) + 1;
    const bytes = parts.reduce((sum, part) => sum + Buffer.byteLength(part), textBytes);
    if (bytes > frameBytes) throw frameTooLargeFor(of.peer, bytes, frameBytes);
    const written = parts.reduce((sum, part) => sum + part.length, textBytes) === bytes ? 'latin1' : 'utf8'; // ASCII is copied.
    this.flush();
    this.#frames += 1;
    const head = `Content-Length: ${bytes}\r\nContent-Type: ${ROWS_TYPES[encoding]}\r\n\r\n`;
    const frame = takeSpace(head.length + bytes);
    let at = frame.write(head, 'latin1');
    at += frame.write(text, at);
    frame[at++] = LINE_FEED;
    for (const part of parts) {
      if (typeof part !== 'string') frame.set(part, at);
      at += typeof part === 'string' ? frame.write(part, at, written) : part.length;
    }
    this.#hand(at, (taken) => {
      this.#stream.write(frame.subarray(0, at), (error) => {
        if (this.#isSystems) giveSpaceBack(frame);
        taken(error);
      });
    });
  }

  /** Gathers until the next {@link flush}, which the end of the turn is too, however much it is. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Hands what is gathered to the stream now; whether the system has taken all of it. */
  flush(): boolean {
    this.#isHeld = false;
    if (this.#gathered !== '') this.#handGathered();
    return this.isTaken;
  }

  #handGathered(): void {
    const gathered = this.#gathered;
    const isAscii = this.#isAscii;
    const bytes = this.#gatheredBytes;
    this.#gathered = '';
    this.#gatheredBytes = 0;
    this.#isAscii = true;
    // Buffers make the stream count bytes; where it is all ASCII its characters are bytes.
    this.#hand(bytes, (taken) => {
      if (isAscii) this.#stream.write(gathered, 'latin1', taken);
      else this.#stream.write(Buffer.from(gathered), taken);
    });
  }

  #hand(bytes: number, write: (taken: (error?: Error | null) => void) => void): void {
    if (!this.#stream.writable) return;
    this.#lastFrames.push(this.#frames);
    this.#sizes.push(bytes);
    write(this.#taken);
    const { of: { peer }, unreadBytes } = this.#options;
    const queuedBytes = this.#stream.writableLength;
    if (queuedBytes > unreadBytes && this.#stopped === undefined) {
      this.#refuse(protocolViolated(peer, `does not read: ${queuedBytes} bytes wait for it, unreadBytes allows ${unreadBytes}`));
    }
  }

  /** Resolves when at most `writeQueueBytes` wait; rejects with the reason it is stopped for. */
  drained(): Promise<void> {
    if (this.#stopped !== undefined) return Promise.reject(this.#stopped);
    this.flush();
    if (this.queuedBytes <= this.#options.writeQueueBytes) return Promise.resolve();
    return new Promise((resolve, reject) => { this.#waiters.push({ resolve, reject }); });
  }

  /** Takes no more and rejects those who wait. What is gathered is still handed over. Idempotent. */
  stop(reason: ProviderError): void {
    if (this.#stopped !== undefined) return;
    this.flush();
    this.#stopped = reason;
    this.#stream.off('drain', this.#wakeWaiters);
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.reject(reason);
  }

  /** In the order in which they were written; after a fault the ones that remain are not taken any more. */
  readonly #taken = (error?: Error | null): void => {
    if (error !== undefined && error !== null) return;
    this.#takenFrames = this.#lastFrames.shift() ?? this.#takenFrames;
    this.#sizes.shift();
  };

  readonly #tick = (): void => {
    this.#isTicking = false;
    this.#wasAlone = this.#frames - this.#framesBefore === 1;
    this.flush();
  };

  readonly #wakeWaiters = (): void => {
    if (this.queuedBytes > this.#options.writeQueueBytes) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.resolve();
  };
}
