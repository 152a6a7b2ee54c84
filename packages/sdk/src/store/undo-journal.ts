/** The undo steps that are not done: written down before their effect, run last first when what they were for has failed or died. When that is, is left to the scopes and the load. */
import { ProviderError, isProviderError, type JsonObject } from '@provost/protocol';
import type { UndoContext } from '../define/store.js';
import { AnswerFault } from '../dispatch/answer-fault.js';
import { detailsOf, wordsOf } from '../dispatch/thrown.js';
import type { AuthorStore } from './author-store.js';
import { TABLES, type DataTable, type UndoEntry } from './data-store.js';
import { misuse, sayingFaults } from './store-fault.js';

/** The author's step, its types checked where it was written. */
type AnyUndo = (args: JsonObject, context: UndoContext) => unknown;

/** What the journal needs of its provider. */
export interface UndoSurroundings {
  readonly handlers: Readonly<Record<string, AnyUndo>>;
  contextOf(entry: UndoEntry, cause: UndoContext['cause']): UndoContext;
  readonly log: (values: readonly unknown[]) => void;
}

/** Arguments may be long; what is told of them is not. */
const LONGEST_ARGUMENTS = 500;

export class UndoJournal {
  readonly #store: AuthorStore;
  readonly #around: UndoSurroundings;
  readonly #table: DataTable<UndoEntry, number>;
  #lastNumber: number;

  constructor(store: AuthorStore, around: UndoSurroundings) {
    this.#store = store;
    this.#around = around;
    this.#table = store.data.table(TABLES.undo);
    this.#lastNumber = this.#table.range({ reverse: true, limit: 1 })[0]?.[0] ?? 0;
  }

  log(values: readonly unknown[]): void {
    this.#around.log(values);
  }

  /** Writes a step down, durably. Answers its number. Throws for a step that there is not, and for arguments that JSON cannot say. */
  begin(entry: UndoEntry): number {
    const { provider } = this.#store;
    if (!Object.hasOwn(this.#around.handlers, entry.step)) {
      throw misuse(provider, `Provider "${provider}" has no undo step "${entry.step}".`, `Tell its author to write it: undo: { ${entry.step}: async (args, context) => { ... } }.`);
    }
    if (!isPlain(entry.arguments)) {
      throw misuse(provider, `The arguments of the undo step "${entry.step}" hold what JSON cannot say.`, 'Tell its author to give texts, numbers, true, false, null, and lists and plain objects of them.');
    }
    const number = ++this.#lastNumber;
    this.#store.transaction(() => { this.#table.put(number, entry); });
    return number;
  }

  /** Forgets a step, within the transaction that is open. */
  forget(number: number): void {
    this.#store.write(() => this.#table.delete(number));
  }

  /** Runs the steps that have these numbers, the last first, and forgets each. The first that fails ends it: it and those before it stay for the next load. Never rejects. */
  async takeBack(numbers: readonly number[]): Promise<void> {
    if (numbers.length > 0 && this.#store.isUncertain) {
      this.#around.log([`${numbers.length} undo steps are left to the next load, which finds out whether what they belong to was committed.`]);
      return;
    }
    for (const number of [...numbers].reverse()) {
      let entry: UndoEntry | undefined;
      try {
        entry = this.#table.get(number);
        if (entry !== undefined) await this.#run(number, entry, 'failed');
      } catch (thrown) {
        const what = entry === undefined ? `The undo step ${number}` : `[${entry.context}] The undo step ${inWords(entry)}`;
        this.#around.log([`${what} failed; it is tried again at the next load:`, detailsOf(thrown)]);
        return;
      }
    }
  }

  /** Runs all that are there, as {@link takeBack} does; each is a line of the log. Rejects with the first that fails: PROVIDER_LOAD_FAILED by way of the load. */
  async takeBackAll(): Promise<void> {
    const entries = sayingFaults(this.#store.provider, () => this.#table.range({ reverse: true }));
    for (const [number, entry] of entries) {
      try {
        await this.#run(number, entry, 'died');
      } catch (thrown) {
        this.#around.log([`The undo step ${inWords(entry)} failed:`, detailsOf(thrown)]);
        throw unableToTakeBack(this.#store.provider, entry, thrown);
      }
      this.#around.log([`Took back by the undo step ${inWords(entry)}: its process had ended before it was done.`]);
    }
  }

  async #run(number: number, entry: UndoEntry, cause: UndoContext['cause']): Promise<void> {
    const { handlers, contextOf } = this.#around;
    if (!Object.hasOwn(handlers, entry.step)) throw stepIsGone(entry.step);
    await handlers[entry.step]?.(entry.arguments, contextOf(entry, cause));
    this.#store.transaction(() => { this.forget(number); });
  }
}

/** `removeReceipt {"file":"7.txt"} of Account.transfer`. */
function inWords(entry: UndoEntry): string {
  return `${entry.step} ${JSON.stringify(entry.arguments).slice(0, LONGEST_ARGUMENTS)} of ${entry.by}`;
}

/** Raised where the author has taken a step away that is still owed. */
function stepIsGone(step: string): ProviderError {
  return new ProviderError('FAILED', {}, {
    message: `there is no such step in the provider any more.`,
    remedy: `Tell its author to put it back, undo: { ${step}: ... }, for as long as it is owed; then ask again.`,
  });
}

function unableToTakeBack(provider: string, entry: UndoEntry, thrown: unknown): AnswerFault {
  const [how, remedy] = isProviderError(thrown)
    ? [thrown.sentence, thrown.remedy]
    : [wordsOf(thrown), `Read its log, which has the stack: provost logs ${provider}. The step stays and is tried again at the next load.`];
  return new AnswerFault('PROVIDER_LOAD_FAILED', { provider, pid: process.pid, step: entry.step, arguments: entry.arguments }, {
    message: `what ${entry.by} had begun could not be taken back by the undo step ${inWords(entry)}: ${how}`, remedy, cause: thrown,
  });
}

function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'string': case 'boolean': return true;
    case 'number': return Number.isFinite(value);
    case 'object': {
      if (value === null) return true;
      if (Array.isArray(value)) return value.every(isPlain);
      const prototype = Object.getPrototypeOf(value) as unknown;
      const isOrdinary = prototype === null || Object.getPrototypeOf(prototype) === null;
      return isOrdinary && Object.values(value).every((part) => part === undefined || isPlain(part));
    }
    default: return false;
  }
}
