/** An open store of one provider: its data file, the classes in it, and the one transaction that may be open. Who may write, and how often, is left to the scopes. */
import type { NamedClass } from '@provost/protocol';
import { AnswerFault } from '../dispatch/answer-fault.js';
import { objectSchema } from '../type/type.js';
import type { AnyClass } from './stored-class.js';
import { StoredClass } from './stored-class.js';
import { TABLES, type DataStore, type DataTransaction, type ObjectTable } from './data-store.js';
import { misuse, sayingFaults, storeFaultOf } from './store-fault.js';

interface OpenTransaction {
  readonly data: DataTransaction;
  hasWritten: boolean;
}

/** What is known to have kept nothing. */
const KEPT_NOTHING: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

export class AuthorStore {
  readonly provider: string;
  readonly data: DataStore;
  /** The classes that were used so far. */
  readonly used: NamedClass[] = [];
  readonly #objects: ObjectTable;
  readonly #classes = new WeakMap<AnyClass, StoredClass>();
  #open: OpenTransaction | undefined;
  #isUncertain = false;

  constructor(provider: string, data: DataStore) {
    this.provider = provider;
    this.data = data;
    this.#objects = data.table(TABLES.objects);
  }

  get isInTransaction(): boolean {
    return this.#open !== undefined;
  }

  /** Whether a commit failed of which nobody knows whether it is on the disk: that is seen when the store is opened anew, and until then nothing is written. */
  get isUncertain(): boolean {
    return this.#isUncertain;
  }

  /** A class ready to be stored, made once. */
  classOf(of: AnyClass): StoredClass {
    const known = this.#classes.get(of);
    if (known !== undefined) return known;
    const made = new StoredClass(of, this.provider);
    this.#classes.set(of, made);
    this.used.push({ name: of.name, key: of.key, schema: objectSchema(of.properties) });
    return made;
  }

  read<T>(act: (objects: ObjectTable) => T): T {
    return sayingFaults(this.provider, () => act(this.#objects));
  }

  /** Within a transaction. */
  write<T>(act: (objects: ObjectTable) => T): T {
    if (this.#open !== undefined) this.#open.hasWritten = true;
    return this.read(act);
  }

  /** Called once the open transaction is kept; what it took part in is forgotten where it is not. */
  onCommit(act: () => void): void {
    this.#open?.data.onCommit(act);
  }

  /**
   * Runs `act`, which must not wait; all it writes is kept and on the disk on return, or nothing is. `wrote` is called at its end, and only where it has
   * written something: what that writes is kept with it.
   */
  transaction<T>(act: () => T, wrote: (returned: T) => void = () => {}): T {
    try {
      return this.data.transaction((data) => {
        const open: OpenTransaction = { data, hasWritten: false };
        this.#open = open;
        try {
          const returned = act();
          this.#refusePromise(returned);
          if (open.hasWritten) wrote(returned);
          return returned;
        } finally {
          this.#open = undefined;
        }
      });
    } catch (thrown) {
      const fault = storeFaultOf(this.provider, thrown);
      this.#isUncertain ||= leavesInDoubt(fault);
      throw fault;
    }
  }

  #refusePromise(returned: unknown): void {
    if (typeof (returned as PromiseLike<unknown> | null | undefined)?.then !== 'function') return;
    // What it goes on to do fails, since the transaction is over, and is told here already.
    (returned as PromiseLike<unknown>).then(undefined, () => {});
    throw misuse(this.provider, 'A transaction of its store was given a function that returns a promise: a transaction does not wait, and nothing of it was kept.',
      'Tell its author: await before context.transaction, and write in it without async.');
  }
}

function leavesInDoubt(thrown: unknown): boolean {
  return thrown instanceof AnswerFault && thrown.code === 'STORE_FAILED' && !KEPT_NOTHING.includes(thrown.facts['systemCode']);
}
