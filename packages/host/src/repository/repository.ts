/** What outlives the host: its own data file, with the tables that a host has. How a data file is kept whole is the affair of `@provost/storage`. */
import { DataStore, type RecordKey, type Table, type Transaction, type TransactionOptions } from '@provost/storage';

/** Every table, and with it what a table of the next version would be beside. */
const TABLE_NAMES = ['host', 'namespaces', 'classes', 'instances', 'registrations', 'settings', 'clear-after', 'activations', 'generations', 'exits', 'quarantines', 'stores', 'decoupled', 'events', 'bindings', 'deliveries', 'dead-letters'] as const;

export type TableName = (typeof TABLE_NAMES)[number];

/** Something that is written soon. */
interface Soon {
  readonly act: () => void;
  readonly kept: () => void;
  readonly lost: (error: unknown) => void;
}

export class Repository {
  readonly #store: DataStore;
  #soon: Soon[] = [];
  /** How many transactions are open within each other. */
  #open = 0;

  private constructor(store: DataStore) {
    this.#store = store;
  }

  /**
   * Opens the repository in a directory of its own, which is made when only it is not there. Rejects with STORE_FAILED and changes nothing when the
   * files are damaged, incomplete or of a newer host. One process at a time: the host's lock on the state directory sees to that.
   */
  static async open(directory: string): Promise<Repository> {
    return new Repository(await DataStore.open(directory, { what: 'repository', tables: TABLE_NAMES }));
  }

  /** The data file. */
  get path(): string {
    return this.#store.path;
  }

  /** A table by its name. Two tables of one name are the same table. */
  table<V, K extends RecordKey = string>(name: TableName): Table<V, K> {
    return this.#store.table<V, K>(name);
  }

  /** Runs `act` whole or not at all, as {@link DataStore.transaction} does. */
  transaction<T>(act: (transaction: Transaction) => T, options?: TransactionOptions): T {
    if (this.#open === 0) this.settle();
    this.#open += 1;
    try {
      return this.#store.transaction(act, options);
    } finally {
      this.#open -= 1;
    }
  }

  /**
   * Runs `act` in one transaction with all that is written soon, at the end of this turn of the loop: after what the turn has sent, and before anything that comes in answer to it
   * is read. So a host that is killed loses it only together with all that could follow from it. Settles when it is kept, as an unsynced transaction keeps it; rejects as that throws.
   */
  soon(act: () => void): Promise<void> {
    if (this.#soon.length === 0) setImmediate(() => this.settle());
    return new Promise((kept, lost) => this.#soon.push({ act, kept, lost }));
  }

  /** Writes now what was to be written soon. Whoever reads what is written so calls it first; whatever else is written comes after it. */
  settle(): void {
    const all = this.#soon;
    if (all.length === 0 || this.#open > 0) return;
    this.#soon = [];
    try {
      this.transaction(() => all.forEach(({ act }) => act()), { unsynced: true });
    } catch (error) {
      for (const { lost } of all) lost(error);
      return;
    }
    for (const { kept } of all) kept();
  }

  /** The number of this start of the host: higher, durably, than that of any before. */
  nextEpoch(): number {
    const host = this.table<number>('host');
    return this.transaction(() => {
      const epoch = (host.get('epoch') ?? 0) + 1;
      host.put('epoch', epoch);
      return epoch;
    });
  }

  /** After an older state was brought back, so that no host is taken for an older one than there was. */
  raiseEpoch(by: number): void {
    const host = this.table<number>('host');
    this.transaction(() => host.put('epoch', (host.get('epoch') ?? 0) + by));
  }

  /** Idempotent; the second call returns the first one's promise. */
  close(): Promise<void> {
    this.settle();
    return this.#store.close();
  }
}
