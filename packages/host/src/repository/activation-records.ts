/** A record of every activation that may be alive: put before initialize, deleted after the death certificate. And how often each provider was loaded. */
import type { Repository } from './repository.js';
import type { Table } from '@provost/storage';

/** What the next host needs to know of a process that this one started. */
export interface ActivationRecord {
  readonly activation: string;
  /** The name that its process was spawned under: in the keeper, in its tag and in its hello. That of a standby is not the activation's. */
  readonly startedAs: string;
  readonly provider: string;
  readonly generation: number;
  readonly pid: number;
  /** With the boot id, what tells this process from a later one of the same pid. */
  readonly startTime: number;
  readonly bootId: string;
  readonly secretHash: string;
  readonly epoch: number;
  /** Of which registration it is: one that was registered again since is another. */
  readonly registeredAt?: string;
  /** How long it lives without a host. Absent or 0: it lets go as soon as it has lost its host. */
  readonly orphanAfterMs?: number;
}

export class ActivationRecords {
  readonly #records: Table<ActivationRecord>;
  readonly #generations: Table<number>;
  readonly #repository: Repository;
  /** Those numbers that are given and not kept yet. */
  readonly #given = new Map<string, number>();

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#records = repository.table('activations');
    this.#generations = repository.table('generations');
  }

  /** Matters within this boot only, so it waits for no disk. */
  put(record: ActivationRecord): void {
    this.#repository.transaction(() => this.#records.put(record.activation, record), { unsynced: true });
  }

  /** The same, with all else that is written soon. Settles when it is kept. */
  putSoon(record: ActivationRecord): Promise<void> {
    return this.#repository.soon(() => this.#records.put(record.activation, record));
  }

  /** Nothing when there is none. */
  delete(activation: string): void {
    this.#repository.transaction(() => this.#records.delete(activation), { unsynced: true });
  }

  /** They may live so long without a host from here on. Those that have no record are left out. */
  orphanAfter(activations: readonly string[], orphanAfterMs: number): void {
    this.#repository.transaction(() => {
      for (const activation of activations) {
        const record = this.#records.get(activation);
        if (record !== undefined) this.#records.put(activation, { ...record, orphanAfterMs });
      }
    }, { unsynced: true });
  }

  all(): ActivationRecord[] {
    this.#repository.settle();
    return this.#records.entries().map(([, record]) => record);
  }

  /** The record of the activation whose process was spawned under that name; undefined where it is none's. */
  startedAs(name: string): ActivationRecord | undefined {
    return this.all().find((record) => record.startedAs === name);
  }

  /** The number of the provider's next life: higher than that of any before, also across hosts. It is kept before anybody can have heard of that life. */
  nextGeneration(provider: string): number {
    const generation = (this.#given.get(provider) ?? this.#generations.get(provider) ?? 0) + 1;
    this.#given.set(provider, generation);
    const isKept = (): void => {
      if (this.#given.get(provider) === generation) this.#given.delete(provider);
    };
    // Where it cannot be kept, neither can the record of that life, and the load fails with that.
    this.#repository.soon(() => this.#generations.put(provider, generation)).then(isKept, () => undefined);
    return generation;
  }
}
