/** The quarantines that providers are in: kept, so that a host that starts again does not give a damaged provider as many new starts. What they mean is left to supervision. */
import type { Repository } from './repository.js';
import type { Table } from '@provost/storage';

export interface QuarantineRecord {
  /** Wall-clock times. */
  readonly since: string;
  readonly until: string;
  readonly forMs: number;
  readonly nextQuarantineMs: number;
  readonly failures: number;
  /** What is remembered of the latest failure. */
  readonly failure: unknown;
}

export class Quarantines {
  readonly #repository: Repository;
  readonly #table: Table<QuarantineRecord>;

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#table = repository.table('quarantines');
  }

  get(provider: string): QuarantineRecord | undefined {
    return this.#table.get(provider);
  }

  /** A power failure may lose it: then the provider is tried anew. So it waits for no disk. */
  put(provider: string, record: QuarantineRecord): void {
    this.#repository.transaction(() => this.#table.put(provider, record), { unsynced: true });
  }

  /** Nothing when there is none. */
  delete(provider: string): void {
    this.#repository.transaction(() => this.#table.delete(provider), { unsynced: true });
  }
}
