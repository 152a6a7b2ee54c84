/** One named table of the repository: JSON records by key, each with a checksum. Transactions are the repository's affair. */
import type { Database } from 'lmdb';
import { decodeRecord, encodeRecord, type RecordKey } from './record-encoding.js';

/** Which keys to walk over, in their order: from `start` up to but without `end`; with `reverse` from `start` down to but without `end`. */
export interface RangeOptions<K extends RecordKey> {
  readonly start?: K;
  readonly end?: K;
  readonly limit?: number;
  readonly reverse?: boolean;
}

/** What a table needs of its repository. */
export interface TableHome {
  readonly path: string;
  /** Runs it against the open database; throws STORE_FAILED once that is closed. */
  read<T>(act: () => T): T;
  /** Runs it within the open transaction, or else in a durable one of its own. */
  write(act: () => void): void;
}

export class Table<V, K extends RecordKey = string> {
  readonly name: string;
  readonly #database: Database<Buffer, K>;
  readonly #home: TableHome;

  constructor(name: string, database: Database<Buffer, K>, home: TableHome) {
    this.name = name;
    this.#database = database;
    this.#home = home;
  }

  /** The record, or undefined. Throws STORE_FAILED when it is damaged. */
  get(key: K): V | undefined {
    const bytes = this.#home.read(() => this.#database.getBinary(key));
    return bytes === undefined ? undefined : this.#decode(key, bytes);
  }

  /** Writes the record over any that is there. Outside a transaction it is durable on return. */
  put(key: K, value: V): void {
    const bytes = encodeRecord(this.name, key, value);
    this.#home.write(() => this.#database.putSync(key, bytes));
  }

  /** Whether there was one. */
  delete(key: K): boolean {
    let wasThere = false;
    this.#home.write(() => {
      wasThere = this.#database.removeSync(key);
    });
    return wasThere;
  }

  /** All records in the order of their keys. */
  entries(): (readonly [K, V])[] {
    return this.range({});
  }

  /** The records of a range. It is read at once, so ask for a bounded part of a large table. */
  range(options: RangeOptions<K>): (readonly [K, V])[] {
    return this.#home.read(() => {
      const found: (readonly [K, V])[] = [];
      for (const { key, value } of this.#database.getRange(options)) found.push([key, this.#decode(key, value)]);
      return found;
    });
  }

  #decode(key: K, bytes: Uint8Array): V {
    return decodeRecord(this.#home.path, this.name, key, bytes) as V;
  }
}
