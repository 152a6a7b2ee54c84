/** The stores of providers, as far as an operator and the next load have to do with them. The host opens none of them: other processes read, copy and verify them. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ProviderError, nameOfStored, type BackupResult, type ClassDefinition, type ErrorFacts, type StoreReport } from '@provost/protocol';
import { backup, clear, inspect, isAbsent, restore, type Replaced, type StorageNames } from '@provost/storage';
import type { KnownStores } from './repository/known-stores.js';

/** The table in which the steps lie that undo what a provider did outside of its store. */
const UNDO_TABLE = 'undo';

/** What a store has to be known by. */
export interface StoreOf {
  readonly name: string;
  readonly description: { readonly classes: readonly ClassDefinition[]; readonly store?: boolean };
}

/** What takes the place of a store. */
export type Successor = { readonly path: string; readonly force: boolean } | 'empty';

export class Stores {
  readonly #state: string;
  readonly #known: Pick<KnownStores, 'has' | 'add'>;
  /** What loads of a provider wait for. */
  readonly #taken = new Map<string, Promise<unknown>>();

  constructor(state: string, known: Pick<KnownStores, 'has' | 'add'>) {
    this.#state = state;
    this.#known = known;
  }

  /** Reads the store through. Rejects with NOT_SUPPORTED where the provider keeps none; what is wrong is in the report. */
  async report(of: StoreOf): Promise<StoreReport> {
    this.refuseNone(of);
    const report = await inspect(this.#directory(of.name), namesOf(of));
    const lost = report.health === 'absent' ? this.#lost(of) : undefined;
    if (lost !== undefined) return { provider: of.name, ...report, health: 'damaged', damage: lost.sentence, remedy: lost.remedy, pendingUndo: null };
    return { provider: of.name, ...report, pendingUndo: report.damage === null ? report.tables[UNDO_TABLE] ?? 0 : null };
  }

  /** Rejects as {@link backup} does, and with NOT_SUPPORTED where the provider keeps none. */
  async backup(of: StoreOf, path: string): Promise<BackupResult> {
    this.refuseNone(of);
    const lost = this.#lost(of);
    if (lost !== undefined) throw lost;
    return backup(this.#directory(of.name), path, namesOf(of));
  }

  /**
   * Puts a backup, or an empty store, in the place of the store once `unload` has settled. No load of the provider goes on until it is done; one of a provider comes after the
   * other. Rejects as {@link restore} does, or with what `unload` rejects with.
   */
  async replace(of: StoreOf, by: Successor, unload: () => Promise<unknown>): Promise<Replaced> {
    const { name } = of;
    while (this.#taken.has(name)) await this.free(name);
    // In one turn: what is loaded by now is unloaded, and what begins to load from now on waits.
    const directory = this.#directory(name);
    const replaced = unload().then(() => (by === 'empty' ? clear(directory, namesOf(of)) : restore(directory, by.path, namesOf(of), by)));
    this.#taken.set(name, replaced.then(() => this.#taken.delete(name), () => this.#taken.delete(name)));
    return replaced;
  }

  /** Settles when a load that begins now may open the store of that provider: at once, unless it is being restored. Never rejects. */
  async free(provider: string): Promise<void> {
    await this.#taken.get(provider);
  }

  /** Throws PROVIDER_LOAD_FAILED where the provider has had a store, and nothing of it is left: it would begin with an empty one. */
  refuseLost(of: StoreOf): void {
    const lost = this.#lost(of);
    if (lost !== undefined) throw new ProviderError('PROVIDER_LOAD_FAILED', { ...lost.facts, reason: lost.code }, { message: `Provider "${of.name}" is not loaded: ${lost.sentence}`, remedy: lost.remedy });
  }

  /** Writes down that a provider has a store, once it has one. Durable on return. */
  seen({ name, description }: StoreOf, at: Date): void {
    if (description.store === true && !this.#known.has(name) && !isAbsent(this.#directory(name), 'store')) this.#known.add(name, at);
  }

  /** Throws NOT_SUPPORTED where the provider keeps no store, and there is none of an earlier time. */
  refuseNone({ name, description }: StoreOf): void {
    if (description.store === true || !isAbsent(this.#directory(name), 'store')) return;
    throw new ProviderError('NOT_SUPPORTED', { provider: name }, {
      message: `Provider "${name}" has no store: it does not say store: true.`,
      remedy: 'Its author asks for one: defineProvider({ name, namespace, store: true }). Then register it again.',
    });
  }

  /** What the store of a provider looks like from outside: another text when it is another one, or gone. */
  stamp(provider: string): string {
    const found = statSync(join(this.#directory(provider), 'store.mdb'), { throwIfNoEntry: false });
    return found === undefined ? 'no store' : `store ${found.ino} ${found.size} ${found.mtimeMs}`;
  }

  #lost({ name, description }: StoreOf): (ProviderError & { readonly facts: ErrorFacts }) | undefined {
    const directory = this.#directory(name);
    if (description.store !== true || !this.#known.has(name) || !isAbsent(directory, 'store')) return undefined;
    return new ProviderError('STORE_FAILED', { provider: name, path: directory, damaged: true }, {
      message: `The store of provider "${name}" is gone: it has had one, and nothing of it is left in ${directory}.`,
      remedy: `Bring back a backup: provost store ${name} restore FILE. Without one, let it begin with an empty store: provost store ${name} clear.`,
    });
  }

  #directory(provider: string): string {
    return join(this.#state, 'data', provider, 'store');
  }
}

function namesOf({ name, description }: StoreOf): StorageNames {
  return { what: 'store', owner: name, nameOf: (table, key) => nameOfStored(description.classes, table, key) };
}
