/** One deadline for all the steps of a verb, which an interruption ends as well. */
import { formatDuration, ProviderError } from '@provost/protocol';
import type { Invocation } from '../program/invocation.js';

export class Deadline {
  /** Aborted when the time is over, or the person interrupts. */
  readonly signal: AbortSignal;
  readonly limitMs: number;
  /** The limit as an error names it, with the option where the person gave it. */
  readonly named: string;
  // Held here: Node forgets a timeout that only AbortSignal.any knows of.
  readonly #late = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #untilMs: number;

  /** Begins now: --timeout, or what the verb allows by itself. */
  constructor({ signal, timeoutMs }: Pick<Invocation, 'signal' | 'timeoutMs'>, defaultMs: number) {
    this.limitMs = timeoutMs ?? defaultMs;
    this.named = `${this.limitMs} ms${timeoutMs === undefined ? '' : ` (--timeout ${formatDuration(timeoutMs)})`}`;
    this.#untilMs = performance.now() + this.limitMs;
    this.#timer = setTimeout(() => this.#late.abort(), this.limitMs);
    this.signal = AbortSignal.any([signal, this.#late.signal]);
  }

  get isOver(): boolean {
    return this.#late.signal.aborted;
  }

  /** What is left of it, and no more than `mostMs`; 1 at least. */
  leftMs(mostMs: number): number {
    return Math.max(1, Math.min(mostMs, Math.ceil(this.#untilMs - performance.now())));
  }

  /** Throws what `late` makes where the time is over, OPERATION_CANCELLED where the person interrupted, and nothing while there is time. */
  async check(late: () => ProviderError | Promise<ProviderError>): Promise<void> {
    if (this.isOver) throw await late();
    if (this.signal.aborted) throw new ProviderError('OPERATION_CANCELLED', {}, { message: 'Interrupted before it was done.' });
  }

  /** Idempotent; without it the program would wait for the time to be over. */
  end(): void {
    clearTimeout(this.#timer);
  }
}
