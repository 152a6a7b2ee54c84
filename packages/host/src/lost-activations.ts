/** What became of the providers of an earlier host that did not stop in order: told once for each whose process is gone. Taking those that live is left to others. */
import type { EventJournal } from './journal/event-journal.js';
import { isAlive } from './process/identity.js';
import type { ActivationRecord, ActivationRecords } from './repository/activation-records.js';
import type { Repository } from './repository/repository.js';

export interface LostActivationsTools {
  readonly repository: Repository;
  readonly records: ActivationRecords;
  readonly journal: EventJournal;
  /** Of this start: what it loads itself is not of an earlier host. */
  readonly epoch: number;
  /** Whether that very process still runs. */
  readonly isAlive?: (record: ActivationRecord) => boolean;
}

/** For each: the event `lost` and the end of its record, both or neither. The record of one that still runs stays. Returns how many there were. */
export function tellLostActivations({ repository, records, journal, epoch, isAlive: lives = isAlive }: LostActivationsTools): number {
  const lost = records.all().filter((record) => record.epoch < epoch && !lives(record));
  for (const { activation, provider, generation, pid, epoch: of } of lost) {
    repository.transaction(() => {
      journal.append('lost', { provider, generation, pid, reason: 'host-lost', epoch: of });
      records.delete(activation);
    }, { unsynced: true });
  }
  return lost.length;
}
