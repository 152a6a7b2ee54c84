/**
 * Providers that an earlier host has left, that still run and that this host does not adopt: each is given its release timeout to let go by itself and
 * is then ended, with all it started. Nothing of its registration is loaded before. Which these are is `found-activations.ts`'s affair.
 */
import { systemClock } from '../clock.js';
import type { EventJournal } from '../journal/event-journal.js';
import type { ProviderProcess } from '../process/provider-process.js';
import { settlesWithin } from '../process/waiting.js';
import type { ActivationRecord, ActivationRecords } from '../repository/activation-records.js';
import type { LastExits } from '../repository/last-exits.js';
import type { Repository } from '../repository/repository.js';

export interface LeftBehindTools {
  readonly repository: Repository;
  readonly records: ActivationRecords;
  readonly exits: LastExits;
  readonly journal: EventJournal;
  readonly adopt: (identity: { readonly activation: string; readonly pid: number; readonly startTime: number }) => ProviderProcess;
  readonly releaseTimeoutMs: (provider: string) => number;
  readonly termGraceMs: () => number;
}

export class LeftBehind {
  readonly #tools: LeftBehindTools;
  readonly #ending = new Map<string, Promise<unknown>>();
  #hurry!: () => void;
  /** Settles when nobody waits any more for one to go by itself. */
  readonly #hurried = new Promise<void>((resolve) => {
    this.#hurry = resolve;
  });

  constructor(tools: LeftBehindTools) {
    this.#tools = tools;
  }

  /** Begins to see to them. Call it once, when keepers may dial. */
  begin(found: readonly ActivationRecord[]): void {
    for (const record of found) {
      const others = this.#ending.get(record.provider);
      this.#ending.set(record.provider, Promise.all([others, this.#end(record)]));
    }
  }

  /** Settles when nothing that was left of that provider runs any more. */
  async gone(provider: string): Promise<void> {
    await this.#ending.get(provider);
  }

  /** Ends at once what has not gone by itself; settles when all is gone. */
  async stop(): Promise<void> {
    this.#hurry();
    await Promise.all(this.#ending.values());
  }

  async #end(record: ActivationRecord): Promise<void> {
    const { repository, records, exits, journal, adopt, releaseTimeoutMs, termGraceMs } = this.#tools;
    const { activation, startedAs, provider, generation, pid, startTime, epoch } = record;
    const process = adopt({ activation: startedAs, pid, startTime });
    const patience = settlesWithin(systemClock, process.exit, releaseTimeoutMs(provider));
    const hasLeft = await Promise.race([patience, this.#hurried.then(() => false)]);
    const { rungs, survivors } = await process.end(hasLeft ? 0 : termGraceMs());
    const cause = hasLeft ? 'released' : 'killed';
    const { code, signal, lastLines, unseen } = await process.exit;
    repository.transaction(() => {
      const { at } = journal.append('lost', { provider, generation, pid, reason: 'host-lost', epoch, cause, rungs, survivors });
      records.delete(activation);
      exits.add(provider, { code, signal, ...(unseen === true ? { keeperLost: true } : {}), cause, reason: 'orphaned', pid, generation, at, lastLines });
      exits.keep(provider);
    }, { unsynced: true });
  }
}
