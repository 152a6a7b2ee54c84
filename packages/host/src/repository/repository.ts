/**
 * What outlives the host: named tables of JSON records in one LMDB file, changed in synchronous transactions. It detects what
 * was damaged instead of serving it, and refuses to begin anew where there was something. What the records mean is left to those who keep them.
 */
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { ProviderError } from '@provost/protocol';
import type { Database, RootDatabase, TransactionFlags } from 'lmdb';
import { FORMAT_KEY, FORMAT_VERSION, TABLE_NAMES, databaseOptions, type TableName } from './database-options.js';
import { DAMAGED_SINCE_STOP, breakSeal, dataFilesIn, hasData, keepLastGood, nameDataFile, remedyForDamage, removeDataFile, sealData, sealState, type DataFiles } from './data-file.js';
import type { RecordKey } from './record-encoding.js';
import { causeOfWriteFault, isLastingFault, requireRoom, storeFault } from './store-fault.js';
import { Table, type TableHome } from './table.js';
import { faultOfDataFile } from './verify-data-file.js';

type Root = RootDatabase<Buffer, RecordKey>;

/** What is known of a transaction while it runs. */
export interface Transaction {
  /** Called once, after the commit. */
  onCommit(act: () => void): void;
  /** Called once, when nothing of the transaction was kept. */
  onAbort(act: () => void): void;
}

export interface TransactionOptions {
  /** For what matters only within this boot of the machine: survives the host's death, not a power failure, and waits for no disk. */
  readonly unsynced?: boolean;
}

/** LMDB's flags: abortable, committed before it returns; and not flushed to disk. */
const DURABLE_FLAGS = 0x3;
const UNSYNCED_FLAGS = 0x10003;

const CLOSED = 'it is closed, because the host is stopping';

class OpenTransaction implements Transaction {
  readonly committed: (() => void)[] = [];
  readonly aborted: (() => void)[] = [];
  onCommit(act: () => void): void {
    this.committed.push(act);
  }
  onAbort(act: () => void): void {
    this.aborted.push(act);
  }
}

export class Repository {
  /** The data file. */
  readonly path: string;
  readonly #files: DataFiles;
  readonly #root: Root;
  readonly #tables = new Map<TableName, Database<Buffer, RecordKey>>();
  readonly #home: TableHome;
  #transaction: OpenTransaction | undefined;
  #poison: unknown;
  #closing: Promise<void> | undefined;
  #isClosed = false;

  private constructor(files: DataFiles, root: Root) {
    this.path = files.data;
    this.#files = files;
    this.#root = root;
    for (const name of TABLE_NAMES) this.#tables.set(name, root.openDB<Buffer, RecordKey>({ name, encoding: 'binary' }));
    this.#home = { path: this.path, read: (act) => this.#read(act), write: (act) => this.#write(act) };
  }

  /**
   * Opens the repository in a directory of its own, which is made when only it is not there. After an end that was not orderly, every
   * record is read first, in another process. Rejects with STORE_FAILED and changes nothing when the files are damaged, incomplete or of a newer host.
   * One process at a time: the host's lock on the state directory sees to that.
   */
  static async open(directory: string): Promise<Repository> {
    const files = dataFilesIn(directory);
    try {
      if (!existsSync(directory)) mkdirSync(directory, { mode: 0o700 });
      chmodSync(directory, 0o700);
      requireRoom(files.data);
      const isNew = !hasData(files);
      if (isNew) await createDataFile(files, directory);
      else await refuseDamaged(files);
      const repository = await openDatabase(files, (root) => new Repository(files, root));
      chmodSync(`${files.data}-lock`, 0o600);
      breakSeal(files);
      return repository;
    } catch (error) {
      throw storeFault(files.data, 'opened', error);
    }
  }

  /** A table by its name. Two tables of one name are the same table. */
  table<V, K extends RecordKey = string>(name: TableName): Table<V, K> {
    const database = this.#tables.get(name);
    assert(database !== undefined, `the repository has a table ${name}`);
    return new Table<V, K>(name, database as unknown as Database<Buffer, K>, this.#home);
  }

  /**
   * Runs `act`; all it writes is kept or nothing is, and by default is durable on return. `act` must not wait. A throw takes all of it
   * back and goes on to the caller. Within another transaction it becomes a part of that one, and as durable as that one. Throws STORE_FAILED when
   * the disk does not take it: a full disk may be tried again, after a fault of the disk itself nothing more is written until the next start.
   */
  transaction<T>(act: (transaction: Transaction) => T, options: TransactionOptions = {}): T {
    if (this.#transaction !== undefined) return act(this.#transaction);
    if (this.#isClosed) throw storeFault(this.path, 'written', CLOSED);
    if (this.#poison !== undefined) throw storeFault(this.path, 'written', this.#poison);
    const transaction = new OpenTransaction();
    this.#transaction = transaction;
    let thrown: { readonly error: unknown } | undefined;
    let result: T;
    try {
      result = this.#root.transactionSync(() => {
        try {
          const value = act(transaction);
          assert(!(value instanceof Promise), 'a transaction of the repository does not wait');
          return value;
        } catch (error) {
          thrown = { error };
          throw error;
        }
      }, (options.unsynced === true ? UNSYNCED_FLAGS : DURABLE_FLAGS) as TransactionFlags);
    } catch (error) {
      this.#transaction = undefined;
      for (const undo of transaction.aborted.reverse()) undo();
      throw thrown === undefined ? this.#faultOfWrite(error) : thrown.error;
    }
    this.#transaction = undefined;
    for (const tell of transaction.committed) tell();
    return result;
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

  /** Syncs, closes, and seals the file so that the next start need not read it through. Idempotent; the second call returns the first one's promise. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      if (this.#poison === undefined) this.transaction(() => this.table<string>('host').put('closed', 'orderly'));
      this.#isClosed = true;
      await this.#root.close();
      if (this.#poison === undefined) sealData(this.#files);
    } catch (error) {
      throw storeFault(this.path, 'closed', error);
    }
  }

  /** LMDB would read from memory that is not its own any more. */
  #read<T>(act: () => T): T {
    if (this.#isClosed) throw storeFault(this.path, 'read', CLOSED);
    try {
      return act();
    } catch (error) {
      throw storeFault(this.path, 'read', error);
    }
  }

  #write(act: () => void): void {
    this.transaction(() => {
      try {
        act();
      } catch (error) {
        throw this.#faultOfWrite(error);
      }
    });
  }

  #faultOfWrite(error: unknown): ProviderError {
    const cause = causeOfWriteFault(this.path, error);
    if (isLastingFault(cause)) this.#poison ??= cause;
    return storeFault(this.path, 'written', cause);
  }
}

async function openRoot(path: string): Promise<Root> {
  const { open } = await import('lmdb');
  return open<Buffer, RecordKey>(databaseOptions(path));
}

async function createDataFile(files: DataFiles, directory: string): Promise<void> {
  removeDataFile(files.unborn); // Of a first start that was cut short.
  const root = await openRoot(files.unborn);
  root.transactionSync(() => root.putSync(FORMAT_KEY, Buffer.from(String(FORMAT_VERSION))));
  await root.close();
  chmodSync(files.unborn, 0o600);
  nameDataFile(files, directory);
}

/** Lets the data file be read through where its last close was not orderly; keeps a copy of what is found whole. */
async function refuseDamaged(files: DataFiles): Promise<void> {
  const seal = sealState(files);
  if (seal === 'damaged') throw storeFault(files.data, 'opened', DAMAGED_SINCE_STOP, remedyForDamage(files));
  if (seal === 'intact') return keepLastGood(files);
  removeDataFile(files.suspect);
  copyFileSync(files.data, files.suspect);
  const fault = await faultOfDataFile(files.suspect);
  removeDataFile(files.suspect);
  if (fault === undefined) return keepLastGood(files);
  throw storeFault(files.data, 'opened', fault, remedyForDamage(files));
}

async function openDatabase<T>(files: DataFiles, use: (root: Root) => T): Promise<T> {
  const root = await openRoot(files.data);
  try {
    const version = Number(root.getBinary(FORMAT_KEY)?.toString());
    if (!Number.isInteger(version)) throw storeFault(files.data, 'opened', 'it is no repository: it has no format version', remedyForDamage(files));
    if (version > FORMAT_VERSION) throw newerFormat(files, version);
    return use(root);
  } catch (error) {
    await root.close();
    throw error;
  }
}

function newerFormat(files: DataFiles, version: number): ProviderError {
  return new ProviderError('STORE_FAILED', { path: files.data, formatVersion: version }, {
    message: `The repository ${files.data} was written by a newer host (format ${version}; this host reads up to ${FORMAT_VERSION}). Nothing in it was changed.`,
    remedy: 'Update this host, or use another state directory: --state DIR.',
  });
}
