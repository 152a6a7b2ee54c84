/** Which providers have had a store: kept, so that one that is lost is not taken for one that has not begun. */
import type { Table } from '@provost/storage';
import type { Repository } from './repository.js';

export class KnownStores {
  readonly #table: Table<{ readonly since: string }>;

  constructor(repository: Repository) {
    this.#table = repository.table('stores');
  }

  has(provider: string): boolean {
    return this.#table.get(provider) !== undefined;
  }

  /** Durable on return. */
  add(provider: string, since: Date): void {
    this.#table.put(provider, { since: since.toISOString() });
  }

  /** Whoever is registered under that name next begins anew where nothing is left. Nothing when it is not there. */
  forget(provider: string): void {
    if (this.has(provider)) this.#table.delete(provider);
  }
}
