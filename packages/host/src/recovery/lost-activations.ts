/** What became of the providers of an earlier host that did not stop in order: told once for each whose process is gone. Which these are is `found-activations.ts`'s affair. */
import type { EventJournal } from '../journal/event-journal.js';
import type { ActivationRecord, ActivationRecords } from '../repository/activation-records.js';
import type { Repository } from '../repository/repository.js';

export interface LostActivationsTools {
  readonly repository: Repository;
  readonly records: ActivationRecords;
  readonly journal: EventJournal;
}

/** For each: the event `lost` and the end of its record, both or neither. */
export function tellLostActivations({ repository, records, journal }: LostActivationsTools, lost: readonly ActivationRecord[]): void {
  for (const { activation, provider, generation, pid, epoch } of lost) {
    repository.transaction(() => {
      journal.append('lost', { provider, generation, pid, reason: 'host-lost', epoch });
      records.delete(activation);
    }, { unsynced: true });
  }
}
