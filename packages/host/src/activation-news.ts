/** Writes down what happens to an activation: the event, and with its last one the end of its record. */
import type { Activation } from './activation/activation.js';
import type { HostLog } from './host-log.js';
import type { EventJournal } from './journal/event-journal.js';
import type { ActivationRecords } from './repository/activation-records.js';
import type { Repository } from './repository/repository.js';

/** Where it is kept. */
export interface NewsKept {
  readonly repository: Repository;
  readonly records: ActivationRecords;
  readonly journal: EventJournal;
  readonly log: HostLog;
}

/** What has happened to whom; `gone`: its process is. */
export interface Told {
  readonly type: string;
  readonly activation: Activation;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly gone: boolean;
}

/** The event, and with it in one transaction the end of the record. A repository that takes neither must not stop a provider from coming or going. */
export function tell({ repository, records, journal, log }: NewsKept, { type, activation, facts, gone }: Told): void {
  const { registration, generation, pid, id } = activation;
  try {
    repository.transaction(
      () => {
        journal.append(type, { provider: registration.name, generation, ...(pid === null ? {} : { pid }), ...facts });
        if (gone) records.delete(id);
      },
      { unsynced: true },
    );
  } catch (error) {
    log.fault(`the event "${type}" of provider "${registration.name}" was not kept`, error);
  }
}
