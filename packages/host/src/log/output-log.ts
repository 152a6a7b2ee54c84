/**
 * Turns what a process writes into log lines: split, cut, stamped, and under a flood counted instead of kept.
 * It always takes everything at once, so that a process never waits for its log; writing files is left to log-file.ts.
 */
import { systemClock, type Clock } from '../clock.js';
import { LAST_LINE_BYTES, LastLines } from './last-lines.js';
import { formatLogLine, stampOf } from './log-line.js';
import { TokenBucket } from './token-bucket.js';

/** Bytes of a line that are kept; the rest of it is cut, with a mark. */
export const LINE_BYTES = 16 * 1024;

const cutMark = Buffer.from(` [cut: longer than ${LINE_BYTES} bytes]\n`);
const lineBreak = Buffer.from('\n');
const nothing = Buffer.alloc(0);
const newline = 10;

export interface OutputLogOptions {
  /** Takes lines, each with its break. Must neither throw nor wait. */
  readonly append: (lines: Buffer) => void;
  readonly generation: number;
  /** Lines beyond this many bytes a second, stamps included, are counted, not kept. */
  readonly bytesPerSecond: number;
  readonly clock?: Clock;
}

/** What a stream has begun and not ended. */
interface OpenLine {
  readonly stream: 'out' | 'err';
  parts: Buffer[];
  length: number;
  /** The end of what was cut from it, for the last lines. */
  cutEnd: Buffer;
  /** When its last bytes came. */
  atMs: number;
}

function openLine(stream: 'out' | 'err'): OpenLine {
  return { stream, parts: [], length: 0, cutEnd: nothing, atMs: 0 };
}

/** The output of one process, both streams of it, under one budget. */
export class OutputLog {
  readonly #options: OutputLogOptions;
  readonly #clock: Clock;
  readonly #bucket: TokenBucket;
  readonly #last = new LastLines();
  readonly #open: Record<'out' | 'err', OpenLine> = {
    out: openLine('out'),
    err: openLine('err'),
  };
  #unkeptLines = 0;
  #unkeptBytes = 0;
  /** From the first line that was not kept until half of the budget is there again: so a long flood has two remarks a second, not one for each chunk. */
  #isFlooding = false;

  constructor(options: OutputLogOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#bucket = new TokenBucket(options.bytesPerSecond, this.#clock.nowMs());
  }

  /** Takes what was read from one stream. */
  write(stream: 'out' | 'err', chunk: Buffer): void {
    const open = this.#open[stream];
    const nowMs = this.#clock.nowMs();
    const stamp = Buffer.from(stampOf(this.#wallClockMs(), this.#options.generation, stream));
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      // Counting is some fifty times as fast as keeping, so a flood costs little once the budget is spent.
      if (open.length === 0 && !this.#mayKeep(stamp.length, nowMs)) {
        from = this.#countLines(open, chunk, from, nowMs);
        break;
      }
      extend(open, chunk.subarray(from, end), nowMs);
      this.#endLine(open, stamp, nowMs);
      from = end + 1;
    }
    if (from < chunk.length) extend(open, chunk.subarray(from), nowMs);
  }

  /** Writes down what was begun without a line break, and what was not kept. Call it when a stream or the process has ended; more may follow. */
  flush(): void {
    const nowMs = this.#clock.nowMs();
    for (const open of [this.#open.out, this.#open.err]) {
      if (open.length > 0) this.#endLine(open, Buffer.from(stampOf(this.#wallClockMs(), this.#options.generation, open.stream)), nowMs);
    }
    this.#tellUnkept();
  }

  /** Writes a remark of our own; it is kept whatever the budget. */
  remark(text: string): void {
    this.#options.append(Buffer.from(formatLogLine(this.#wallClockMs(), this.#options.generation, 'note', text)));
  }

  /** The last lines of both streams, in the order in which their last bytes came, oldest first; what has no line break yet is among them once it was flushed. */
  lastLines(): string[] {
    return this.#last.read();
  }

  #endLine(open: OpenLine, stamp: Buffer, nowMs: number): void {
    const line = open.parts.length === 1 ? open.parts[0]! : Buffer.concat(open.parts);
    const length = open.length;
    const isCut = length > LINE_BYTES;
    this.#last.add(open.stream, isCut ? Buffer.concat([line, open.cutEnd]) : line, open.atMs);
    open.parts = [];
    open.length = 0;
    open.cutEnd = nothing;
    if (!this.#mayKeep(stamp.length, nowMs) || !this.#bucket.take(stamp.length + line.length, nowMs)) {
      this.#isFlooding = true;
      this.#unkeptLines += 1;
      this.#unkeptBytes += length + 1;
      return;
    }
    this.#tellUnkept();
    this.#options.append(Buffer.concat([stamp, line, isCut ? cutMark : lineBreak]));
  }

  #mayKeep(leastBytes: number, nowMs: number): boolean {
    const available = this.#bucket.available(nowMs);
    this.#isFlooding = this.#isFlooding ? available < this.#options.bytesPerSecond / 2 : available <= leastBytes;
    return !this.#isFlooding;
  }

  /** Counts all whole lines from there on; returns where the last of them ends. */
  #countLines({ stream }: OpenLine, chunk: Buffer, from: number, nowMs: number): number {
    const end = chunk.lastIndexOf(newline) + 1;
    for (let at = from; at < end; at += 1) if (chunk[at] === newline) this.#unkeptLines += 1;
    this.#unkeptBytes += end - from;
    this.#last.addLastOf(stream, chunk.subarray(from, end), nowMs);
    return end;
  }

  #tellUnkept(): void {
    if (this.#unkeptLines === 0) return;
    const [lines, bytes] = [this.#unkeptLines, this.#unkeptBytes];
    this.#unkeptLines = 0;
    this.#unkeptBytes = 0;
    this.remark(`... ${lines.toLocaleString('en-US')} ${lines === 1 ? 'line' : 'lines'} (${sizeOf(bytes)}) were not kept: more than ${sizeOf(this.#options.bytesPerSecond)} a second`);
  }

  #wallClockMs(): number {
    return this.#clock.date().getTime();
  }
}

function extend(open: OpenLine, more: Buffer, atMs: number): void {
  // A line that never ends costs no more than a long one: what is beyond the limit is counted and dropped.
  const room = LINE_BYTES - Math.min(open.length, LINE_BYTES);
  if (room > 0 || open.parts.length === 0) open.parts.push(Buffer.from(more.subarray(0, room)));
  if (more.length > room) open.cutEnd = Buffer.from(Buffer.concat([open.cutEnd, more.subarray(Math.max(room, more.length - LAST_LINE_BYTES))]).subarray(-LAST_LINE_BYTES));
  open.length += more.length;
  open.atMs = atMs;
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} KiB` : `${Math.round(bytes / 1024 ** 2)} MiB`;
}
