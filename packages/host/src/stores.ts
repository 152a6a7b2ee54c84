/** The stores of providers, as far as an operator has to do with them. The host opens none of them: other processes read, copy and verify them. */
import { join } from 'node:path';
import type { BackupResult, StoreReport } from '@provost/protocol';
import { backup, inspect, restore, type Restored, type StorageNames } from '@provost/storage';

/** The table in which the steps lie that undo what a provider did outside of its store. */
const UNDO_TABLE = 'undo';

export class Stores {
  readonly #state: string;
  /** What loads of a provider wait for. */
  readonly #taken = new Map<string, Promise<unknown>>();

  constructor(state: string) {
    this.#state = state;
  }

  /** Reads the store through. Never rejects: what is wrong is in the report. */
  async report(provider: string): Promise<StoreReport> {
    const report = await inspect(this.#directory(provider), namesOf(provider));
    return { provider, ...report, pendingUndo: report.damage === null ? report.tables[UNDO_TABLE] ?? 0 : null };
  }

  /** Rejects as {@link backup} does. */
  backup(provider: string, path: string): Promise<BackupResult> {
    return backup(this.#directory(provider), path, namesOf(provider));
  }

  /**
   * Puts a backup in the place of the store once `unload` has settled. No load of the provider goes on until it is done; one restore of a provider comes after the
   * other. Rejects as {@link restore} does, or with what `unload` rejects with.
   */
  async restore(provider: string, path: string, unload: () => Promise<unknown>): Promise<Restored> {
    while (this.#taken.has(provider)) await this.free(provider);
    // In one turn: what is loaded by now is unloaded, and what begins to load from now on waits.
    const restored = unload().then(() => restore(this.#directory(provider), path, namesOf(provider)));
    this.#taken.set(provider, restored.then(() => this.#taken.delete(provider), () => this.#taken.delete(provider)));
    return restored;
  }

  /** Settles when a load that begins now may open the store of that provider: at once, unless it is being restored. Never rejects. */
  async free(provider: string): Promise<void> {
    await this.#taken.get(provider);
  }

  #directory(provider: string): string {
    return join(this.#state, 'data', provider, 'store');
  }
}

function namesOf(provider: string): StorageNames {
  return { what: 'store', verb: `provost store ${provider}` };
}
