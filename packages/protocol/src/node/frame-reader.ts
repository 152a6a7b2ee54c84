/**
 * Reads frames from a stream, decodes them as they come and offers them one by one, in order. It holds one unfinished frame
 * and the rest of one chunk, never more: a flood is taken in slices, with the stream paused between them.
 * What a message means, and what a violation ends, is left to the sink.
 */
import type { Readable } from 'node:stream';
import type { ProviderError, RowEncoding } from '../index.js';
import { Alarm } from './alarm.js';
import type { ConnectionClock } from './clock.js';
import { readFrameHeader } from './frame-header.js';
import { isLent, takeBytes } from './lent-reading.js';
import { PartialFrame } from './partial-frame.js';
import { parseRows } from './rows/parse-rows.js';
import { frameTooLargeFrom, protocolViolated } from './violation.js';
import { parseBody, type WireMessage } from './wire-message.js';

/** Where messages go. */
export interface FrameSink {
  /** Takes a message. With false it is offered again after the promises that earlier messages settled have run. */
  accept(message: WireMessage): boolean;
  /** The peer broke the protocol; nothing is offered any more. */
  refuse(reason: ProviderError): void;
  /** The stream ended after its last byte; `isCut` says that a frame was unfinished. */
  end(isCut: boolean): void;
}

export interface FrameReaderOptions {
  /** Whom errors speak of. */
  readonly of: { readonly peer: string };
  readonly frameBytes: number;
  readonly headerBytes: number;
  readonly depth: number;
  readonly partialFrameMs: number;
  readonly clock: ConnectionClock;
}

/** A slice is at most so many frames, or the frame with which it passes so many bytes. Then the loop turns once. */
const SLICE_FRAMES = 256;
const SLICE_BYTES = 1024 * 1024;

/** `Content-Length: `, as everybody writes it. */
const CANONICAL = Buffer.from('Content-Length: ');

export class FrameReader {
  readonly #stream: Readable;
  readonly #options: FrameReaderOptions;
  readonly #sink: FrameSink;
  readonly #partial: PartialFrame;
  readonly #alarm: Alarm;
  #partialSinceMs: number | undefined;
  /** Chunks not looked at yet while a slice or a yield is on; #at is where in the first of them. */
  readonly #waiting: Buffer[] = [];
  #at = 0;
  #offered: WireMessage | undefined;
  #isHeld = false;
  #hasEnded = false;
  #isStopped = false;
  #takeNoMore: (() => void) | undefined;
  #bodyAt = 0;
  #bodyBytes = 0;
  /** How rows lie in the frame that is read, where they lie apart. */
  #rows: RowEncoding | undefined;

  constructor(stream: Readable, options: FrameReaderOptions, sink: FrameSink) {
    this.#stream = stream;
    this.#options = options;
    this.#sink = sink;
    this.#partial = new PartialFrame(options.headerBytes);
    this.#alarm = new Alarm(options.clock, () => { this.#judgePartialFrame(); });
  }

  /** How many bytes are held that no message has been made of. */
  get heldBytes(): number {
    return this.#waiting.reduce((sum, chunk) => sum + chunk.length, this.#partial.bytes - this.#at);
  }

  listen(): void {
    this.#stream.on('end', this.#end);
    this.#takeNoMore = takeBytes(this.#stream, this.#read);
  }

  /** Nothing is offered any more; what is held is forgotten. Idempotent. */
  stop(): void {
    this.#isStopped = true;
    this.#takeNoMore?.();
    this.#stream.off('end', this.#end);
    this.#alarm.stop();
    this.#partial.clear();
    this.#waiting.length = this.#at = 0;
    this.#offered = undefined;
  }

  readonly #read = (chunk: Buffer): void => {
    this.#waiting.push(chunk);
    if (this.#isHeld) this.#stream.pause();
    else this.#work();
    if (this.#waiting.length > 0 && isLent(chunk)) this.#keepRest(chunk);
  };

  /** What was lent and not read yet is copied; it is the last that waits. */
  #keepRest(chunk: Buffer): void {
    const isFirst = this.#waiting.length === 1;
    this.#waiting[this.#waiting.length - 1] = Buffer.from(isFirst ? chunk.subarray(this.#at) : chunk);
    if (isFirst) this.#at = 0;
  }

  readonly #end = (): void => {
    this.#hasEnded = true;
    if (!this.#isHeld) this.#sink.end(!this.#partial.isEmpty);
  };

  readonly #resume = (): void => {
    if (this.#isStopped) return;
    this.#isHeld = false;
    this.#work();
    if (this.#isHeld || this.#isStopped) return;
    if (this.#hasEnded) this.#sink.end(!this.#partial.isEmpty);
    else if (this.#stream.isPaused()) this.#stream.resume();
  };

  /** Goes through what waits, until it is done, the slice is over, or the sink wants the turn's promises to run first. */
  #work(): void {
    let frames = 0;
    let bytes = 0;
    if (this.#offered !== undefined && !this.#offer(this.#offered)) return;
    while (this.#waiting.length > 0) {
      const chunk = this.#waiting[0]!;
      while (this.#at < chunk.length) {
        const message = this.#next(chunk);
        if (this.#isStopped) return;
        if (message === undefined) continue;
        bytes += this.#bodyBytes;
        if (!this.#offer(message)) return;
        frames += 1;
        if (frames === SLICE_FRAMES || bytes >= SLICE_BYTES) return this.#endSlice();
      }
      this.#waiting.shift();
      this.#at = 0;
    }
    this.#watchPartialFrame();
  }

  #offer(message: WireMessage): boolean {
    this.#offered = undefined;
    if (this.#sink.accept(message)) return !this.#isStopped;
    this.#offered = message;
    this.#isHeld = true;
    // A tick that a microtask asks for runs when no microtask is left: all that awaited the earlier messages has gone on.
    queueMicrotask(() => { process.nextTick(this.#resume); });
    return false;
  }

  #endSlice(): void {
    this.#isHeld = true;
    this.#stream.pause();
    this.#options.clock.afterTurn(this.#resume);
  }

  /** Takes what comes next from the chunk; undefined when that did not complete a message. */
  #next(chunk: Buffer): WireMessage | undefined {
    if (this.#partial.isBody) return this.#continueBody(chunk);
    if (!this.#partial.isEmpty) return this.#continueHeader(chunk);
    this.#rows = undefined;
    if (!this.#readCanonicalHeader(chunk)) {
      const header = readFrameHeader(chunk.subarray(this.#at), this.#options.headerBytes);
      if (header.kind === 'wrong') return this.#refuse(header.what);
      if (header.kind === 'partial') {
        this.#at += this.#partial.takeHeader(chunk, this.#at);
        return undefined;
      }
      this.#bodyAt = this.#at + header.bodyAt;
      this.#bodyBytes = header.bodyBytes;
      this.#rows = header.rows;
    }
    return this.#startBody(chunk);
  }

  #startBody(chunk: Buffer): WireMessage | undefined {
    const { of: { peer }, frameBytes } = this.#options;
    if (this.#bodyBytes > frameBytes) {
      this.#sink.refuse(frameTooLargeFrom(peer, this.#bodyBytes, frameBytes));
      return undefined;
    }
    const end = this.#bodyAt + this.#bodyBytes;
    this.#at = this.#bodyAt;
    if (end <= chunk.length) {
      this.#at = end;
      return this.#parse(chunk, this.#bodyAt, end);
    }
    this.#partial.expectBody(this.#bodyBytes);
    return undefined;
  }

  #continueHeader(chunk: Buffer): WireMessage | undefined {
    const before = this.#partial.header.length;
    const taken = this.#partial.takeHeader(chunk, this.#at);
    const header = readFrameHeader(this.#partial.header, this.#options.headerBytes);
    if (header.kind === 'wrong') return this.#refuse(header.what);
    if (header.kind === 'partial') {
      this.#at += taken;
      return undefined;
    }
    this.#partial.clear();
    this.#bodyAt = this.#at + header.bodyAt - before;
    this.#bodyBytes = header.bodyBytes;
    this.#rows = header.rows;
    return this.#startBody(chunk);
  }

  #continueBody(chunk: Buffer): WireMessage | undefined {
    this.#at += this.#partial.takeBody(chunk, this.#at);
    const body = this.#partial.takeWhole();
    if (body === undefined) return undefined;
    this.#bodyBytes = body.length;
    return this.#parse(body, 0, body.length);
  }

  #parse(bytes: Buffer, start: number, end: number): WireMessage | undefined {
    this.#partialSinceMs = undefined;
    const { depth } = this.#options;
    const message = this.#rows === undefined ? parseBody(bytes, start, end, depth) : parseRows(ownBytes(bytes, start, end), this.#rows, depth);
    return typeof message === 'string' ? this.#refuse(message) : message;
  }

  #refuse(what: string): undefined {
    this.#sink.refuse(protocolViolated(this.#options.of.peer, what));
    return undefined;
  }

  /** The header as nearly every frame has it, whole in one chunk. Any other, and anything odd, is left to the slower way. */
  #readCanonicalHeader(chunk: Buffer): boolean {
    let at = this.#at;
    if (chunk.length - at < CANONICAL.length + 5) return false;
    for (let index = 0; index < CANONICAL.length; index += 1, at += 1) {
      if (chunk[at] !== CANONICAL[index]) return false;
    }
    const digitsAt = at;
    let length = 0;
    for (let digit = chunk[at]! - 48; digit >= 0 && digit <= 9; digit = (chunk[at] ?? 0) - 48) {
      length = length * 10 + digit;
      at += 1;
    }
    const digits = at - digitsAt;
    if (digits === 0 || digits > 10 || chunk[digitsAt] === 48) return false;
    if (chunk[at] !== 13 || chunk[at + 1] !== 10 || chunk[at + 2] !== 13 || chunk[at + 3] !== 10) return false;
    this.#bodyAt = at + 4;
    this.#bodyBytes = length;
    return true;
  }

  #watchPartialFrame(): void {
    if (this.#partial.isEmpty || this.#partialSinceMs !== undefined) return;
    const nowMs = this.#options.clock.nowMs();
    this.#partialSinceMs = nowMs;
    this.#alarm.ringBy(nowMs + this.#options.partialFrameMs, nowMs);
  }

  #judgePartialFrame(): void {
    if (this.#partialSinceMs === undefined) return;
    const { of: { peer }, partialFrameMs, clock } = this.#options;
    const nowMs = clock.nowMs();
    const dueMs = this.#partialSinceMs + partialFrameMs;
    if (nowMs < dueMs) return this.#alarm.ringBy(Math.max(dueMs, nowMs + 1), nowMs);
    this.#sink.refuse(protocolViolated(peer, `left a message unfinished for ${partialFrameMs} ms (partialFrameMs)`));
  }
}

/** Rows are read later, or never here: what was lent is copied for them. */
function ownBytes(bytes: Buffer, start: number, end: number): Buffer {
  const body = bytes.subarray(start, end);
  return isLent(bytes) ? Buffer.from(body) : body;
}
