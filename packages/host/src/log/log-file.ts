/**
 * Writes a log that is bounded in every direction: file size, number of files, bytes that wait for the disk.
 * Whoever logs neither waits nor fails; what the disk did not take is counted and told once it takes something again. Reading is left to read-log.ts.
 */
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { systemClock, type Clock } from '../clock.js';
import { formatLogLine } from './log-line.js';
import { currentPath, filledNumbers, filledPath } from './log-names.js';

export interface LogFileOptions {
  /** Made when it is not there. */
  readonly directory: string;
  /** What the files are called: `current` makes `current.log`. */
  readonly name: string;
  /** A file that would grow beyond this is put aside, and a new one begun. */
  readonly fileBytes: number;
  /** How many files there are at most, the one that is written to included. */
  readonly files: number;
  readonly clock?: Clock;
}

/** Bytes that may wait for the disk; what comes beyond is counted and lost. */
const QUEUE_BYTES = 4 * 1024 * 1024;

export class LogFile {
  readonly #options: LogFileOptions;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #writing: Promise<void> | undefined;
  #handle: FileHandle | undefined;
  #inode = 0;
  #size = 0;
  /** Whether the last write may have ended in the middle of a line. */
  #isTorn = false;
  #lostBytes = 0;
  #lostTold = 0;
  #lastError = '';

  constructor(options: LogFileOptions) {
    this.#options = options;
  }

  /** How much never reached the disk, and why most recently. */
  get lost(): { readonly bytes: number; readonly reason: string } {
    return { bytes: this.#lostBytes, reason: this.#lastError };
  }

  /** Queues whole lines, each with its break. Never throws and never waits. */
  append(lines: Buffer): void {
    if (this.#queuedBytes + lines.length > QUEUE_BYTES) {
      this.#lose(lines.length, `the disk is behind by more than ${QUEUE_BYTES} bytes`);
      return;
    }
    this.#queue.push(lines);
    this.#queuedBytes += lines.length;
    this.#writing ??= this.#writeQueue();
  }

  /** Resolves when all that was appended so far is written or lost. Never rejects. */
  async flushed(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  /** Writes what is queued and closes the file; a later append opens it again. Never rejects. */
  async close(): Promise<void> {
    await this.flushed();
    await this.#closeHandle();
  }

  async #writeQueue(): Promise<void> {
    // One turn later, so that what is logged in one go is written in one go.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const lines = this.#nextLines();
      try {
        await this.#write(lines);
      } catch (error) {
        this.#lose(lines.length, (error as Error).message);
        await this.#closeHandle();
      }
    }
    this.#writing = undefined;
  }

  /** As much of the queue as fits into the file, and at least one entry of it. */
  #nextLines(): Buffer {
    const room = this.#size < this.#options.fileBytes ? this.#options.fileBytes - this.#size : this.#options.fileBytes;
    let [count, bytes] = [1, this.#queue[0]!.length];
    while (count < this.#queue.length && bytes + this.#queue[count]!.length <= room) bytes += this.#queue[count++]!.length;
    this.#queuedBytes -= bytes;
    return Buffer.concat(this.#queue.splice(0, count), bytes);
  }

  async #write(lines: Buffer): Promise<void> {
    await this.#ensureOpen();
    if (this.#size > 0 && this.#size + lines.length > this.#options.fileBytes) {
      await this.#putAside();
      await this.#ensureOpen();
    }
    const before = [this.#isTorn ? '\n' : '', this.#lostRemark()].join('');
    await this.#writeAll(before === '' ? lines : Buffer.concat([Buffer.from(before), lines]));
    this.#lostTold = this.#lostBytes;
  }

  async #writeAll(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      this.#isTorn = at > 0 || this.#isTorn;
      // A full disk shows as a short write first and as an error only after that.
      const { bytesWritten } = await this.#handle!.write(bytes, at);
      at += bytesWritten;
      this.#size += bytesWritten;
    }
    this.#isTorn = false;
  }

  /** Opens the file, anew where another one stands in its place: two writers may share a log, and an operator may delete it. */
  async #ensureOpen(): Promise<void> {
    const path = currentPath(this.#options.directory, this.#options.name);
    if (this.#handle) {
      const inode = await stat(path).then((found) => found.ino, () => 0);
      if (inode === this.#inode) return;
      await this.#closeHandle();
    }
    await mkdir(this.#options.directory, { recursive: true, mode: 0o700 });
    this.#handle = await open(path, 'a', 0o600);
    const found = await this.#handle.stat();
    this.#inode = found.ino;
    this.#size = found.size;
  }

  async #putAside(): Promise<void> {
    const { directory, name, files } = this.#options;
    await this.#closeHandle();
    const filled = await filledNumbers(directory, name);
    filled.push((filled.at(-1) ?? 0) + 1);
    await rename(currentPath(directory, name), filledPath(directory, name, filled.at(-1)!));
    for (const number of filled.slice(0, Math.max(0, filled.length - (files - 1)))) await rm(filledPath(directory, name, number), { force: true });
  }

  async #closeHandle(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#size = 0;
    await handle?.close().catch((error: Error) => (this.#lastError = error.message));
  }

  #lose(bytes: number, reason: string): void {
    this.#lostBytes += bytes;
    this.#lastError = reason;
  }

  #lostRemark(): string {
    const lost = this.#lostBytes - this.#lostTold;
    if (lost === 0) return '';
    return formatLogLine((this.#options.clock ?? systemClock).date().getTime(), 0, 'note', `... ${lost.toLocaleString('en-US')} bytes of log were lost: ${this.#lastError}`);
  }
}
