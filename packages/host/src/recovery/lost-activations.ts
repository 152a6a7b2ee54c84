/** What became of the providers of an earlier host that did not stop in order: told once for each whose process is gone. Which these are is `found-activations.ts`'s affair. */
import type { EventJournal } from '../journal/event-journal.js';
import type { ActivationRecord, ActivationRecords } from '../repository/activation-records.js';
import type { LastExits } from '../repository/last-exits.js';
import type { Repository } from '../repository/repository.js';

export interface LostActivationsTools {
  readonly repository: Repository;
  readonly records: ActivationRecords;
  readonly exits: LastExits;
  readonly journal: EventJournal;
}

/** For each: the event `lost`, the exit as far as it is known and the end of its record, all or none. */
export function tellLostActivations({ repository, records, exits, journal }: LostActivationsTools, lost: readonly ActivationRecord[]): void {
  for (const { activation, provider, generation, pid, epoch } of lost) {
    repository.transaction(() => {
      const { at } = journal.append('lost', { provider, generation, pid, reason: 'host-lost', epoch });
      records.delete(activation);
      exits.add(provider, { code: null, signal: null, cause: 'lost', reason: null, pid, generation, at, lastLines: [] });
      exits.keep(provider);
    }, { unsynced: true });
  }
}
