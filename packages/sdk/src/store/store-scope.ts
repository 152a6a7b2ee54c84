/**
 * The store as one context uses it: an operation, a job, the load, an undo step. It knows how often that may commit, which undo steps it has begun, and whether it
 * is over. A scope is made when its context first uses the store.
 */
import type { JsonObject, ProviderError } from '@provost/protocol';
import type { StoreContext, UndoStep } from '../define/store.js';
import { detailsOf } from '../dispatch/thrown.js';
import type { AuthorStore } from './author-store.js';
import { classStore, type AnyClassStore, type ClassStoreHome } from './class-store.js';
import type { OperationRecord } from './operation-record.js';
import { misuse } from './store-fault.js';
import type { AnyClass } from './stored-class.js';
import type { UndoJournal } from './undo-journal.js';

/** Whose scope it is. */
export interface ScopeOwner {
  readonly id: string;
  /** As a person says it: `Account.transfer`, `load`. */
  readonly what: string;
}

/** What the scope's context may do. */
export interface ScopeRules {
  /** An operation that writes commits once: a second commit could be left out by the end of the process, and by its operation id nobody would find out. */
  readonly commitsOnce?: boolean;
  readonly record?: OperationRecord | undefined;
  /** Why it may not write now, where it may not, and what to do. */
  readonly refusal?: () => readonly [why: string, remedy: string] | undefined;
}

const IS_OVER = ['it is over', 'Tell its author to await all that writes before the function returns, or to use context.background.'] as const;

export class StoreScope {
  readonly #store: AuthorStore;
  readonly #journal: UndoJournal;
  readonly #by: ScopeOwner;
  readonly #rules: ScopeRules;
  readonly #steps: number[] = [];
  readonly #home: ClassStoreHome;
  #hasCommitted = false;
  #isOver = false;

  constructor(store: AuthorStore, journal: UndoJournal, by: ScopeOwner, rules: ScopeRules) {
    this.#store = store;
    this.#journal = journal;
    this.#by = by;
    this.#rules = rules;
    this.#home = {
      read: (act) => store.read(act),
      write: (act) => (store.isInTransaction ? store.write(act) : this.#commit(() => store.write(act))),
    };
  }

  /** Whether something has to be done when its context ends. */
  get isOpen(): boolean {
    return this.#steps.length > 0 || this.#rules.record !== undefined;
  }

  storeOf(of: AnyClass): AnyClassStore {
    return classStore(this.#store.classOf(of), this.#home);
  }

  transaction<R>(work: (transaction: Pick<StoreContext<unknown>, 'store'>) => R): R {
    const store = this.#store;
    let isOpen = true;
    const open = <T>(act: () => T): T => {
      if (isOpen) return act();
      throw misuse(store.provider, `A transaction of ${this.#by.what} was used after it was over.`, 'Tell its author to use what context.transaction gives within its function only.');
    };
    const home: ClassStoreHome = { read: (act) => open(() => store.read(act)), write: (act) => open(() => store.write(act)) };
    const run = (): R => {
      try {
        return work({ store: (of) => classStore(store.classOf(of), home) as never });
      } finally {
        isOpen = false;
      }
    };
    return store.isInTransaction ? run() : this.#commit(run);
  }

  undoStep(step: string, args: JsonObject): UndoStep {
    const { provider } = this.#store;
    if (this.#store.isInTransaction) {
      throw misuse(provider, `The undo step "${step}" was begun within a transaction, and would not be on the disk before its effect.`, 'Tell its author to begin it before the transaction.');
    }
    this.#refuseOver();
    const { id, what } = this.#by;
    const number = this.#journal.begin({ step, arguments: args, by: what, context: id, at: Date.now() });
    this.#steps.push(number);
    return { done: () => { this.#done(number); } };
  }

  /** Its context has ended well: its steps are done, and its answer is kept. Throws, and nothing has changed, where that cannot be written and a step is among it. */
  settle(answer?: unknown): void {
    const { record } = this.#rules;
    const keeps = record?.lacks(answer) === true;
    this.#isOver = true;
    if (this.#steps.length === 0 && !keeps) return;
    this.#write(this.#steps.length === 0, () => {
      for (const number of this.#steps) this.#journal.forget(number);
      if (keeps) record.keepAnswer(answer);
    });
    this.#steps.length = 0;
  }

  /** Its context has failed: what it has begun is taken back. That it failed after it had committed is its answer for good, unless it was only cancelled. Never rejects. */
  async takeBack(error?: ProviderError): Promise<void> {
    const { record } = this.#rules;
    this.#isOver = true;
    await this.#journal.takeBack(this.#steps.splice(0));
    if (error !== undefined && record?.hasCommitted === true) this.#write(true, () => { record.keepError(error); });
  }

  /** What was done is not undone because its answer could not be kept: asked again, it is told to be done. */
  #write(isOnlyTold: boolean, act: () => void): void {
    try {
      this.#store.transaction(act);
    } catch (thrown) {
      if (!isOnlyTold) throw thrown;
      this.#journal.log([`[${this.#by.id}] The answer of ${this.#by.what} could not be kept for its operation id:`, detailsOf(thrown)]);
    }
  }

  #done(number: number): void {
    if (!this.#steps.includes(number)) return;
    const forget = (): void => { this.#journal.forget(number); };
    const left = (): void => {
      if (this.#steps.includes(number)) this.#steps.splice(this.#steps.indexOf(number), 1);
    };
    if (this.#store.isInTransaction) {
      forget();
      this.#store.onCommit(left);
    } else {
      this.#store.transaction(forget);
      left();
    }
  }

  /** Runs it in a transaction of its own. */
  #commit<T>(act: () => T): T {
    this.#refuseOver();
    let hasWritten = false;
    const result = this.#store.transaction(act, (returned) => {
      if (this.#rules.commitsOnce === true && this.#hasCommitted) throw this.#secondCommit();
      hasWritten = true;
      this.#rules.record?.mark(returned);
    });
    if (hasWritten) this.#hasCommitted = true;
    if (hasWritten && this.#rules.record !== undefined) this.#rules.record.hasCommitted = true;
    return result;
  }

  #refuseOver(): void {
    const refusal = this.#isOver ? IS_OVER : this.#rules.refusal?.();
    if (refusal === undefined) return;
    throw misuse(this.#store.provider, `The context ${this.#by.id} (${this.#by.what}) cannot write to the store: ${refusal[0]}.`, refusal[1]);
  }

  #secondCommit(): Error {
    return misuse(this.#store.provider, `${this.#by.what} wrote to the store after it had committed a transaction already: an operation commits one. This second one was not kept.`,
      'Tell its author to write all of it in one context.transaction(...), or to leave what may come later to context.background.');
  }
}
