/** Sees processes end that are not our children, by looking whether they still run. It looks only while somebody waits; codes and signals it cannot tell. */
import type { Clock } from '../clock.js';
import { isSameRunning, systemProcesses, type ProcessTable } from './identity.js';

/** How often to look. A look at one process costs some ten microseconds. */
const LOOK_MS = 100;

interface Watched {
  readonly process: { readonly pid: number; readonly startTime: number };
  readonly seen: () => void;
}

export class ExitWatch {
  readonly #clock: Clock;
  readonly #table: ProcessTable;
  readonly #watched = new Set<Watched>();
  #isLooking = false;

  constructor(clock: Clock, table: ProcessTable = systemProcesses) {
    this.#clock = clock;
    this.#table = table;
  }

  /** Calls `seen` once exactly that process runs no more, at once when it does not now. Returns how to stop watching it. */
  watch(process: Watched['process'], seen: () => void): () => void {
    const watched = { process, seen };
    this.#watched.add(watched);
    if (!this.#isLooking) this.#look();
    return () => void this.#watched.delete(watched);
  }

  /** Watches nothing any more. */
  close(): void {
    this.#watched.clear();
  }

  #look(): void {
    for (const watched of this.#watched) {
      if (isSameRunning(watched.process, this.#table)) continue;
      this.#watched.delete(watched);
      watched.seen();
    }
    this.#isLooking = this.#watched.size > 0;
    if (this.#isLooking) this.#clock.after(LOOK_MS, () => this.#look());
  }
}
