/**
 * The store of one life of a provider: opened before its load, with what a dead life had begun taken back, and closed after its release. A provider that asked for none has one
 * too, which says so when it is used. What its contexts do with it is left to their scopes.
 */
import { join } from 'node:path';
import { ProviderError, nameOfStored, type InitializeParams, type NamedClass } from '@provost/protocol';
import type { UndoContext } from '../define/store.js';
import type { LoadContext } from '../define/contexts.js';
import { describe } from '../define/description.js';
import type { ProviderDefinition } from '../define/provider.js';
import type { Clock } from '../runner/clock.js';
import { AuthorStore } from './author-store.js';
import { TABLES, type DataStore, type UndoEntry } from './data-store.js';
import { OperationRecords } from './operation-records.js';
import { noStore, sayingFaults, storeFaultOf } from './store-fault.js';
import { StoreScope, type ScopeOwner, type ScopeRules } from './store-scope.js';
import { UndoJournal, type UndoSurroundings } from './undo-journal.js';

/** What opens data files; it is loaded only where there is a store. */
export type ImportStorage = () => Promise<{
  readonly DataStore: { open(directory: string, options: { readonly what: 'store'; readonly owner: string; readonly tables: readonly string[]; readonly nameOf: (table: string, key: unknown) => string }): Promise<DataStore> };
}>;

export interface ProviderStoreOptions {
  readonly definition: ProviderDefinition;
  readonly params: InitializeParams;
  readonly clock: Clock;
  readonly log: (values: readonly unknown[]) => void;
  readonly importStorage: ImportStorage;
  /** Called now and then while it is being opened. */
  readonly isAtWork: (message: string) => void;
}

/** How often it is told that a store is still being checked. */
const WORD_EVERY_MS = 1_000;

interface OpenStore {
  readonly store: AuthorStore;
  readonly journal: UndoJournal;
  readonly operations: OperationRecords;
}

export class ProviderStore {
  readonly #options: ProviderStoreOptions;
  #opening: Promise<OpenStore> | undefined;
  #open: OpenStore | undefined;
  #isClosed = false;

  constructor(options: ProviderStoreOptions) {
    this.#options = options;
  }

  /** Whether there is one to close. */
  get isOpen(): boolean {
    return this.#opening !== undefined;
  }

  /** What remembers operations by their ids; undefined where there is no store. */
  get operations(): OperationRecords | undefined {
    return this.#open?.operations;
  }

  /** Opens it, where the provider has one, and takes back what is left of a life that has died. Rejects with what the load is to fail with. */
  async open(config: unknown, credential: LoadContext['credential']): Promise<void> {
    if (this.#options.definition.spec.store !== true) return;
    this.#opening = this.#openFiles(config, credential);
    const opened = await this.#opening;
    if (this.#isClosed) throw new ProviderError('OPERATION_CANCELLED', {}, { message: 'The provider was told to let go while its store was being opened.' });
    this.#open = opened;
    await opened.journal.takeBackAll();
    void opened.operations.letGoOfOld(() => this.#isClosed);
  }

  /** What one context uses it by. Throws where there is none. */
  scopeOf(by: ScopeOwner, rules: ScopeRules = {}): StoreScope {
    if (this.#open === undefined) throw noStore(this.#options.params.name);
    return new StoreScope(this.#open.store, this.#open.journal, by, rules);
  }

  /** Closes it, so that the next load finds it whole without reading it through. A second call waits for the first. Rejects with STORE_FAILED. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const opened = await this.#opening?.catch(() => undefined); // Why it could not be opened is told by the load.
    try {
      await opened?.store.data.close();
    } catch (thrown) {
      throw storeFaultOf(this.#options.params.name, thrown);
    }
  }

  async #openFiles(config: unknown, credential: LoadContext['credential']): Promise<OpenStore> {
    const { params, clock, log } = this.#options;
    const data = await this.#keepingWord(async () => {
      const { DataStore: file } = await this.#options.importStorage();
      return file.open(join(params.dataDirectory, 'store'), { what: 'store', owner: params.name, tables: Object.values(TABLES), nameOf: (table, key) => nameOfStored(this.#classes(), table, key) });
    });
    return sayingFaults(params.name, () => {
      const store = new AuthorStore(params.name, data);
      const journal: UndoJournal = new UndoJournal(store, {
        handlers: (this.#options.definition.spec.undo ?? {}) as UndoSurroundings['handlers'], log,
        contextOf: (entry, cause) => undoContext(entry, cause, { params, config, credential, log, scope: new StoreScope(store, journal, { id: entry.context, what: `undo of ${entry.by}` }, {}) }),
      });
      return { store, journal, operations: new OperationRecords(store, () => clock.wallMs(), log) };
    });
  }

  /** Those that are served, and those that were used so far. */
  #classes(): readonly NamedClass[] {
    return [...describe(this.#options.definition).classes, ...(this.#open?.store.used ?? [])];
  }

  /** A store that was not closed is read through, which may take longer than a load may without a word. */
  async #keepingWord<T>(work: () => Promise<T>): Promise<T> {
    const { clock, isAtWork, params } = this.#options;
    const again = (): void => {
      isAtWork('Checking the store, which was not closed in order.');
      timer = clock.after(WORD_EVERY_MS, again);
    };
    let timer = clock.after(WORD_EVERY_MS, again);
    try {
      return await work();
    } catch (thrown) {
      throw missingStorage(params.name, thrown) ?? storeFaultOf(params.name, thrown);
    } finally {
      timer.cancel();
    }
  }
}

interface UndoContextParts {
  readonly params: InitializeParams;
  readonly config: unknown;
  readonly credential: LoadContext['credential'];
  readonly log: (values: readonly unknown[]) => void;
  readonly scope: StoreScope;
}

function undoContext({ by, context }: UndoEntry, cause: UndoContext['cause'], { params, config, credential, log, scope }: UndoContextParts): UndoContext {
  return {
    name: params.name, dataDirectory: params.dataDirectory, config, credential, by, cause,
    log: (...values) => { log([`[${context}]`, ...values]); },
    store: (of) => scope.storeOf(of) as never,
    transaction: (work) => scope.transaction(work),
  };
}

/** The package that the store needs comes with this one; a copy of this one alone has no store. */
function missingStorage(provider: string, thrown: unknown): ProviderError | undefined {
  if ((thrown as { readonly code?: unknown } | null)?.code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  return new ProviderError('STORE_FAILED', { provider }, {
    message: `The store of provider "${provider}" could not be opened: ${(thrown as Error).message}`, remedy: 'Install the packages of the provider anew: npm install.', cause: thrown,
  });
}
