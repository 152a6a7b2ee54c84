/** One line on a terminal's stderr that says what is being waited for, from one second on. Where there is no terminal it says nothing. */
import { safeText, type Progress } from '@provost/protocol';
import type { Output } from './output.js';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const quietMs = 1_000;
const frameMs = 100;

export class ProgressLine {
  readonly #output: Output;
  readonly #what: string;
  #progress: Progress = {};
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;
  #isShown = false;

  /** Waits a second before it shows anything. */
  constructor(output: Output, what: string) {
    this.#output = output;
    this.#what = what;
    if (!output.canRedrawErrors || output.isJson) return;
    output.clearProgress = () => this.#clear();
    this.#timer = setTimeout(() => {
      this.#timer = setInterval(() => this.#draw(), frameMs);
    }, quietMs);
  }

  update(progress: Progress): void {
    this.#progress = progress;
  }

  /** Takes the line away for good. Idempotent. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#clear();
  }

  #draw(): void {
    this.#frame = (this.#frame + 1) % frames.length;
    const { percent, message } = this.#progress;
    const parts = [frames[this.#frame], this.#what];
    if (percent !== undefined) parts.push(`${Math.round(percent)}%`);
    if (message !== undefined) parts.push(safeText(message.replace(/\s+/g, ' ')).slice(0, 60));
    this.#output.draw(`\r\u001b[2K${parts.join(' ')}`);
    this.#isShown = true;
  }

  #clear(): void {
    if (this.#isShown) this.#output.draw('\r\u001b[2K');
    this.#isShown = false;
  }
}
