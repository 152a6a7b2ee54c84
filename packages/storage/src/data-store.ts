/**
 * What outlives its process: named tables of JSON records in one LMDB file, changed in synchronous transactions. It detects what
 * was damaged instead of serving it, and refuses to begin anew where there was something. What the records mean is left to those who keep them.
 */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { ProviderError } from '@provost/protocol';
import type { TransactionFlags } from 'lmdb';
import { CLOSED_KEY, OWNER_KEY, openRoot, type Records, type Root } from './database.js';
import { storeFault, causeOfWriteFault, isLastingFault } from './faults/store-fault.js';
import { requireRoom, requireRoomToWrite } from './faults/room.js';
import { hasData } from './examine/has-data.js';
import { damagedRecord } from './examine/damage.js';
import { dataFilesIn, type DataFiles } from './files/data-files.js';
import { markOpen, pidsWithOpen, type OpenMark } from './files/open-marks.js';
import { breakSeal, sealData } from './files/seal.js';
import { nameNew } from './new-data-file.js';
import type { RecordKey } from './record-key.js';
import { refuseDamaged, refuseOtherFormat } from './refuse-damaged.js';
import { Table, type TableHome } from './table.js';
import { OpenTransaction, type Transaction, type TransactionOptions } from './transaction.js';
import { wordingOf, type StorageNames, type Wording } from './wording.js';

export interface DataStoreOptions extends StorageNames {
  /** Every table there is. One that is new is made, one that is gone stays as it is. */
  readonly tables: readonly string[];
}

/** LMDB's flags: abortable, committed before it returns; and not flushed to disk. */
const DURABLE_FLAGS = 0x3;
const UNSYNCED_FLAGS = 0x10003;

/** What has been opened of a data file. */
interface Opened {
  readonly files: DataFiles;
  readonly wording: Wording;
  readonly root: Root;
  readonly mark: OpenMark;
}

export class DataStore {
  /** The data file. */
  readonly path: string;
  readonly #opened: Opened;
  readonly #tables = new Map<string, Records>();
  readonly #home: TableHome;
  #transaction: OpenTransaction | undefined;
  #poison: unknown;
  #closing: Promise<void> | undefined;
  #isClosed = false;

  private constructor(opened: Opened, tables: readonly string[]) {
    this.path = opened.files.data;
    this.#opened = opened;
    for (const name of tables) this.#tables.set(name, opened.root.openDB<Buffer, string>({ name, encoding: 'binary' }));
    this.#home = {
      read: (act) => this.#read(act),
      write: (act, bytes) => this.#write(act, bytes),
      refuseDamaged: (table, key) => { throw damagedRecord(opened.files, { table, key }, opened.wording); },
    };
  }

  /**
   * Opens the data file in a directory of its own, which is made when only it is not there. After an end that was not orderly, every
   * record is read first, in another process. Rejects with STORE_FAILED and changes nothing when the files are damaged, incomplete or of a newer version.
   * One process at a time should write: a second one waits in each transaction for the other's.
   */
  static async open(directory: string, { tables, ...names }: DataStoreOptions): Promise<DataStore> {
    const wording = wordingOf(names);
    const files = dataFilesIn(directory, wording.what);
    try {
      if (!existsSync(directory)) mkdirSync(directory, { mode: 0o700 });
      chmodSync(directory, 0o700);
      requireRoom(files.data, wording);
      if (!(await hasData(files, wording))) await nameNew(files, wording);
      // Who has it open has found it whole; a copy of what is being written would be none.
      else if (pidsWithOpen(files).length === 0) await refuseDamaged(files, wording);
      return await openMarked(files, wording, (opened) => new DataStore(opened, tables));
    } catch (error) {
      throw storeFault(files.data, 'opened', error, wording);
    }
  }

  /** A table by its name. Two tables of one name are the same table. */
  table<V, K extends RecordKey = string>(name: string): Table<V, K> {
    const database = this.#tables.get(name);
    assert(database !== undefined, `the ${this.#opened.wording.what} has a table ${name}`);
    return new Table<V, K>(name, database, this.#home);
  }

  /**
   * Runs `act`; all it writes is kept or nothing is, and by default is durable on return. `act` must not wait. A throw takes all of it
   * back and goes on to the caller. Within another transaction it becomes a part of that one, and as durable as that one. Throws STORE_FAILED when
   * the disk does not take it: a full disk may be tried again, after a fault of the disk itself nothing more is written until it is opened anew; SERVER_IS_SHUTTING_DOWN once the repository is closed.
   */
  transaction<T>(act: (transaction: Transaction) => T, options: TransactionOptions = {}): T {
    if (this.#transaction !== undefined) return act(this.#transaction);
    if (this.#isClosed) throw this.#closedFault('written');
    if (this.#poison !== undefined) throw this.#fault('written', this.#poison);
    const transaction = new OpenTransaction();
    this.#transaction = transaction;
    let thrown: { readonly error: unknown } | undefined;
    let result: T;
    try {
      result = this.#opened.root.transactionSync(() => {
        try {
          const value = act(transaction);
          assert(!(value instanceof Promise), `a transaction of the ${this.#opened.wording.what} does not wait`);
          requireRoomToWrite(this.path, transaction, this.#opened.wording);
          return value;
        } catch (error) {
          thrown = { error };
          throw error;
        }
      }, (options.unsynced === true ? UNSYNCED_FLAGS : DURABLE_FLAGS) as TransactionFlags);
    } catch (error) {
      this.#transaction = undefined;
      transaction.abort();
      throw thrown === undefined ? this.#faultOfWrite(error) : thrown.error;
    }
    this.#transaction = undefined;
    transaction.commit();
    return result;
  }

  /** Syncs, closes, and seals the file so that the next opening need not read it through. Idempotent; the second call returns the first one's promise. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { files, root, mark } = this.#opened;
    try {
      if (this.#poison === undefined) this.transaction(() => root.putSync(CLOSED_KEY, Buffer.from('orderly')));
      this.#isClosed = true;
      await root.close();
      if (this.#poison === undefined && mark.others().length === 0) sealData(files);
      // Whoever has opened it meanwhile goes on writing.
      if (mark.others().length > 0) breakSeal(files);
    } catch (error) {
      throw this.#fault('closed', error);
    } finally {
      this.#isClosed = true;
      mark.remove();
    }
  }

  /** LMDB would read from memory that is not its own any more. */
  #read<T>(act: () => T): T {
    if (this.#isClosed) throw this.#closedFault('read');
    try {
      return act();
    } catch (error) {
      throw this.#fault('read', error);
    }
  }

  #write(act: () => void, bytes: number): void {
    this.transaction(() => {
      this.#transaction?.writes(bytes);
      try {
        act();
      } catch (error) {
        throw this.#faultOfWrite(error);
      }
    });
  }

  /** Of a host that has stopped nothing is wrong with its repository. */
  #closedFault(attempt: 'read' | 'written'): ProviderError {
    if (this.#opened.wording.what === 'store') return this.#fault(attempt, 'it is closed, because the provider has been released');
    return new ProviderError('SERVER_IS_SHUTTING_DOWN', {}, { message: `The host has stopped, and its repository ${this.path} is closed.` });
  }

  #fault(attempt: 'read' | 'written' | 'closed', cause: unknown): ProviderError {
    return storeFault(this.path, attempt, cause, this.#opened.wording);
  }

  #faultOfWrite(error: unknown): ProviderError {
    const cause = causeOfWriteFault(this.path, error);
    if (isLastingFault(cause)) this.#poison ??= cause;
    return this.#fault('written', cause);
  }
}

/** Marks it before the seal is broken: who closes it at the same time sees the mark, or has sealed it before. */
async function openMarked<T>(files: DataFiles, wording: Wording, use: (opened: Opened) => T): Promise<T> {
  const mark = markOpen(files);
  let root: Root | undefined;
  try {
    root = openRoot(files.data);
    await refuseOtherFormat(root, files, wording);
    chmodSync(`${files.data}-lock`, 0o600);
    breakSeal(files);
    takeOver(root, wording);
    return use({ files, wording, root, mark });
  } catch (error) {
    await root?.close();
    mark.remove();
    throw error;
  }
}

/** Writes down whose it is, where that is not said yet or was another's: a folder that was given another name is that provider's. */
function takeOver(root: Root, { owner }: Wording): void {
  if (owner === undefined || root.getBinary(OWNER_KEY)?.toString() === owner) return;
  root.transactionSync(() => { root.putSync(OWNER_KEY, Buffer.from(owner)); }, DURABLE_FLAGS as TransactionFlags);
}
