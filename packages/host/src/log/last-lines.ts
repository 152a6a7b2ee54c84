/** The last lines that a process wrote, for the error that tells of its end. Bounded in lines and in bytes; the log has the rest. */

/** How many lines are kept for an error. */
export const LAST_LINES = 20;

/** Bytes of each of them. Of what is longer, the beginning and the end are kept, half of this each: what a process says last may stand at the end of a line that it had begun. */
export const LAST_LINE_BYTES = 2048;

const half = LAST_LINE_BYTES / 2;

/**
 * What stands in two pipes at the end of a process is read in no order. A crash is told on stderr, so a line of it counts as so much later
 * than it came where one must go; one from long before has to make room like any other.
 */
const STDERR_LATER_MS = 100;

interface KeptLine {
  readonly head: Buffer;
  /** Of a line that was cut. */
  readonly end: Buffer | undefined;
  readonly atMs: number;
  readonly keptAsOfMs: number;
}

export class LastLines {
  /** In the order in which their last bytes came. */
  readonly #lines: KeptLine[] = [];

  /** Takes a copy, so that the chunk a line came in can be freed. `atMs` is when its last bytes came. */
  add(stream: 'out' | 'err', line: Buffer, atMs: number): void {
    const isCut = line.length > LAST_LINE_BYTES;
    const kept: KeptLine = {
      head: Buffer.from(line.subarray(0, isCut ? half : line.length)), end: isCut ? Buffer.from(line.subarray(-half)) : undefined,
      atMs, keptAsOfMs: stream === 'err' ? atMs + STDERR_LATER_MS : atMs,
    };
    // Half a line of one stream may be told only after whole lines of the other that came later.
    const later = this.#lines.findIndex((one) => one.atMs > atMs);
    this.#lines.splice(later < 0 ? this.#lines.length : later, 0, kept);
    if (this.#lines.length > LAST_LINES) this.#lines.splice(this.#first(), 1);
  }

  /** Which one has to go. */
  #first(): number {
    let first = 0;
    for (let index = 1; index < this.#lines.length; index += 1) if (this.#lines[index]!.keptAsOfMs < this.#lines[first]!.keptAsOfMs) first = index;
    return first;
  }

  /** Takes the last of many whole lines, each with its break, without looking at the others. */
  addLastOf(stream: 'out' | 'err', lines: Buffer, atMs: number): void {
    const found: Buffer[] = [];
    for (let end = lines.length - 1; end >= 0 && found.length < LAST_LINES; ) {
      const start = end === 0 ? 0 : lines.lastIndexOf('\n', end - 1) + 1;
      found.push(lines.subarray(start, end));
      end = start - 1;
    }
    for (const line of found.reverse()) this.add(stream, line, atMs);
  }

  /** Oldest first. */
  read(): string[] {
    return this.#lines.map(({ head, end }) => (end === undefined ? head.toString('utf8') : `${head.toString('utf8')} [...] ${end.toString('utf8')}`));
  }
}
