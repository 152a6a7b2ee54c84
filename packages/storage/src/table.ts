/** One named table of a data file: JSON records by key, each with a checksum. Transactions are the data store's affair. */
import type { Records } from './database.js';
import { encodeRecord, isWhole, valueOf } from './record-encoding.js';
import { checkedKey, type KeyPart, type RecordKey } from './record-key.js';

/** Which keys to walk over, in their order: from `start` up to but without `end`; with `reverse` from `start` down to but without `end`. */
export interface RangeOptions<K extends RecordKey> {
  readonly start?: K;
  readonly end?: K;
  /** Only keys that begin with these parts and go on after them. Where `start` or `end` is given too, that bound takes its place. */
  readonly prefix?: readonly KeyPart[];
  readonly limit?: number;
  readonly reverse?: boolean;
}

/** What a table needs of its data store. */
export interface TableHome {
  /** Runs it against the open database; throws once that is closed. */
  read<T>(act: () => T): T;
  /** Runs what changes one record of so many bytes within the open transaction, or else in a durable one of its own. */
  write(act: () => void, bytes: number): void;
  /** Throws STORE_FAILED for a record that is not what was written. */
  refuseDamaged(table: string, key: RecordKey): never;
}

/** A walk reads so much at a time, and keeps nothing open between. */
const PAGE_RECORDS = 64;
const PAGE_BYTES = 256 * 1024;

/** Sorts behind every string and number. */
const HIGHEST = /* @__PURE__ */ Buffer.from([0xff]);

interface Page<V, K> {
  readonly rows: (readonly [K, V])[];
  readonly isLast: boolean;
}

interface Bounds {
  readonly start?: unknown;
  readonly end?: unknown;
  readonly reverse: boolean;
  readonly exclusiveStart: boolean;
}

function boundsOf<K extends RecordKey>({ start, end, prefix, reverse = false }: RangeOptions<K>): Bounds {
  const given = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
  if (prefix === undefined) return { ...given, reverse, exclusiveStart: false };
  const [low, high] = [prefix.length === 1 ? prefix[0] : prefix, [...prefix, HIGHEST]];
  return { start: reverse ? high : low, end: reverse ? low : high, ...given, reverse, exclusiveStart: start === undefined };
}

/** LMDB's types know no array that is only read. */
const asKey = (key: RecordKey): string => key as string;

export class Table<V, K extends RecordKey = string> {
  readonly name: string;
  readonly #database: Records;
  readonly #home: TableHome;

  constructor(name: string, database: Records, home: TableHome) {
    this.name = name;
    this.#database = database;
    this.#home = home;
  }

  /** The record, or undefined. Throws STORE_FAILED when it is damaged. */
  get(key: K): V | undefined {
    checkedKey(this.name, key);
    const bytes = this.#home.read(() => this.#database.getBinary(asKey(key)));
    return bytes === undefined ? undefined : this.#decode(key, bytes);
  }

  /** Writes the record over any that is there. Outside a transaction it is durable on return. */
  put(key: K, value: V): void {
    const bytes = encodeRecord(this.name, checkedKey(this.name, key), value);
    this.#home.write(() => this.#database.putSync(asKey(key), bytes), bytes.length);
  }

  /** Whether there was one. */
  delete(key: K): boolean {
    let wasThere = false;
    checkedKey(this.name, key);
    this.#home.write(() => {
      wasThere = this.#database.removeSync(asKey(key));
    }, 0);
    return wasThere;
  }

  /** How many records there are; reads none of them. */
  count(): number {
    return this.#home.read(() => (this.#database.getStats() as { readonly entryCount: number }).entryCount);
  }

  /** All records in the order of their keys. */
  entries(): (readonly [K, V])[] {
    return this.range({});
  }

  /** The records of a range as they are at one moment. It is read at once, so ask for a bounded part of a large table. */
  range(options: RangeOptions<K>): (readonly [K, V])[] {
    return this.#page(boundsOf(options), { records: options.limit ?? Infinity, bytes: Infinity }).rows;
  }

  /**
   * The records of a range one after the other, however many they are: a part of them is read at a time. Within a transaction they are those of
   * that transaction; otherwise one that is written or deleted during the walk may be among them or not, and all others are, each once.
   */
  *walk(options: RangeOptions<K> = {}): Generator<readonly [K, V], void, undefined> {
    let bounds = boundsOf(options);
    for (let left = options.limit ?? Infinity; left > 0;) {
      const { rows, isLast } = this.#page(bounds, { records: Math.min(left, PAGE_RECORDS), bytes: PAGE_BYTES });
      yield* rows;
      const [last] = rows.at(-1) ?? [];
      if (isLast || last === undefined) return;
      left -= rows.length;
      bounds = { ...bounds, start: last, exclusiveStart: true };
    }
  }

  #page(bounds: Bounds, most: { readonly records: number; readonly bytes: number }): Page<V, K> {
    return this.#home.read(() => {
      const rows: (readonly [K, V])[] = [];
      let bytes = 0;
      for (const { key, value } of this.#database.getRange({ ...bounds, ...(most.records === Infinity ? {} : { limit: most.records }) } as object)) {
        rows.push([key as unknown as K, this.#decode(key as unknown as K, value)]);
        bytes += value.length;
        if (bytes >= most.bytes) return { rows, isLast: false };
      }
      return { rows, isLast: rows.length < most.records };
    });
  }

  #decode(key: K, bytes: Uint8Array): V {
    if (!isWhole(this.name, key, bytes)) this.#home.refuseDamaged(this.name, key);
    return valueOf(bytes) as V;
  }
}
