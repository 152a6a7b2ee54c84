/** The ClearAfter that operators have set for single providers: by name, kept across restarts and updates of a registration. Who may be given one is left to those who set it. */
import type { Repository } from '../repository/repository.js';
import type { Table } from '@provost/storage';

/** JSON has no Infinity. */
const NEVER = 'never';

export class ProviderClearAfter {
  readonly #repository: Repository;
  readonly #kept: Table<number | typeof NEVER>;
  /** Asked at each use of a provider, so it is held in memory too. */
  readonly #held = new Map<string, number>();

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#kept = repository.table('clear-after');
    for (const [provider, value] of this.#kept.entries()) this.#held.set(provider, value === NEVER ? Infinity : value);
  }

  /** In milliseconds, Infinity for never; undefined where none was set. */
  of(provider: string): number | undefined {
    return this.#held.get(provider);
  }

  /** Keeps it; undefined takes it back. Within a transaction of the repository it is kept or lost with it. */
  set(provider: string, clearAfterMs: number | undefined): void {
    const before = this.#held.get(provider);
    this.#repository.transaction((transaction) => {
      if (clearAfterMs === undefined) this.#kept.delete(provider);
      else this.#kept.put(provider, clearAfterMs === Infinity ? NEVER : clearAfterMs);
      this.#hold(provider, clearAfterMs);
      transaction.onAbort(() => this.#hold(provider, before));
    });
  }

  #hold(provider: string, clearAfterMs: number | undefined): void {
    if (clearAfterMs === undefined) this.#held.delete(provider);
    else this.#held.set(provider, clearAfterMs);
  }
}
