/** The whole terminal, drawn again and again, and given back as it was with the last picture below it. */
import type { Output } from './output.js';

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

  /** Draws the lines over what was there, as many as fit. */
  async show(lines: readonly string[]): Promise<void> {
    const start = this.#last === undefined ? enter : '';
    this.#last = lines;
    const height = this.#output.height ?? lines.length;
    const seen = lines.length <= height ? lines : [...lines.slice(0, height - 1), `... and ${lines.length - height + 1} more`];
    await this.#output.write(`${start}${home}${seen.map((line) => line + clearToLineEnd).join('\n')}${clearBelow}`);
  }

  /** Gives the terminal back. Idempotent. */
  end(): void {
    if (this.#last === undefined) return;
    const last = this.#last;
    this.#last = undefined;
    void this.#output.write(`${leave}${last.join('\n')}\n`);
  }
}
