/** How long an answer is waited for. The host keeps the deadline of each operation; this is what holds when the host does not. */

/** What a deadline that nobody set is: the longest that a timer can wait, some 24 days. The host keeps deadlines of its own. */
export const NO_DEADLINE_MS = 2 ** 31 - 1;
/** The host ends an operation at its deadline and says why; only if that does not come, we do. */
const GRACE_MS = 5_000;

/** From the deadline that the host is told to the one that we keep. */
export function deadlineOf(timeoutMs: unknown): number {
  return typeof timeoutMs === 'number' ? Math.min(timeoutMs + GRACE_MS, NO_DEADLINE_MS) : NO_DEADLINE_MS;
}

/** How long a row may be waited for; while nobody waits, no time passes. */
export class Patience {
  readonly #ms: number | undefined;
  readonly #act: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: unknown, act: () => void) {
    this.#ms = timeoutMs === undefined ? undefined : deadlineOf(timeoutMs);
    this.#act = act;
  }

  renew(): void {
    this.#timer?.refresh();
  }

  async during<T>(awaited: Promise<T>): Promise<T> {
    if (this.#ms === undefined) return awaited;
    this.#timer = setTimeout(this.#act, this.#ms);
    try {
      return await awaited;
    } finally {
      clearTimeout(this.#timer);
      this.#timer = undefined; // Refreshing one that was cleared would set it again.
    }
  }
}
