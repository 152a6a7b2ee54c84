/** The last lines that a process wrote, for the error that tells of its end. Bounded in lines and in bytes; the log has the rest. */

/** How many lines are kept for an error. */
export const LAST_LINES = 20;

/** Bytes of each of them; what is longer is cut. */
export const LAST_LINE_BYTES = 2048;

export class LastLines {
  readonly #lines: Buffer[] = [];

  /** Takes a copy, so that the chunk a line came in can be freed. */
  add(line: Buffer): void {
    this.#lines.push(Buffer.from(line.subarray(0, LAST_LINE_BYTES + 1)));
    if (this.#lines.length > LAST_LINES) this.#lines.shift();
  }

  /** Takes the last of many whole lines, each with its break, without looking at the others. */
  addLastOf(lines: Buffer): void {
    const found: Buffer[] = [];
    for (let end = lines.length - 1; end >= 0 && found.length < LAST_LINES; ) {
      const start = end === 0 ? 0 : lines.lastIndexOf('\n', end - 1) + 1;
      found.push(lines.subarray(start, end));
      end = start - 1;
    }
    for (const line of found.reverse()) this.add(line);
  }

  /** Oldest first. */
  read(): string[] {
    return this.#lines.map((line) => (line.length > LAST_LINE_BYTES ? `${line.toString('utf8', 0, LAST_LINE_BYTES)} [...]` : line.toString('utf8')));
  }
}
