/** The whole terminal, drawn again and again, and given back as it was with the last picture below it. */
import { stripVTControlCharacters } from 'node:util';
import type { Output } from './output.js';
import { textWidth } from './text-width.js';

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const home = '\u001b[H';
const clearToLineEnd = '\u001b[K';
const clearBelow = '\u001b[J';

export class Screen {
  readonly #output: Output;
  #last: readonly string[] | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Draws the lines over what was there, as many as fit, and below them the foot. */
  async show(lines: readonly string[], foot: readonly string[] = []): Promise<void> {
    const start = this.#last === undefined ? enter : '';
    this.#last = [...lines, ...foot];
    const seen = [...this.#fitting(lines, this.#heightOf(foot)), ...foot];
    await this.#output.write(`${start}${home}${seen.map((line) => line + clearToLineEnd).join('\n')}${clearBelow}`);
  }

  /** The lines that there is room for; where some are not seen, the last one says how many. */
  #fitting(lines: readonly string[], footHeight: number): readonly string[] {
    const { height } = this.#output;
    if (height === undefined || this.#heightOf(lines) + footHeight <= height) return lines;
    const seen = [...lines];
    while (seen.length > 1 && this.#heightOf(seen) + footHeight + 1 > height) seen.pop();
    return [...seen, `... and ${lines.length - seen.length} more`];
  }

  /** How many lines of the terminal they take: one that is too long goes on below itself. */
  #heightOf(lines: readonly string[]): number {
    const { width } = this.#output;
    return width === undefined ? lines.length : lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(stripVTControlCharacters(line)) / width)), 0);
  }

  /** Gives the terminal back. Idempotent. */
  end(): void {
    if (this.#last === undefined) return;
    const last = this.#last;
    this.#last = undefined;
    void this.#output.write(`${leave}${last.join('\n')}\n`);
  }
}
