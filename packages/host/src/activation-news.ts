/** Writes down what happens to an activation: the event, and with its last one the end of its record. */
import type { ExitView } from '@provost/protocol';
import type { Activation } from './activation/activation.js';
import type { HostLog } from './host-log.js';
import type { EventJournal } from './journal/event-journal.js';
import type { ActivationRecords } from './repository/activation-records.js';
import type { LastExits } from './repository/last-exits.js';
import type { Repository } from './repository/repository.js';

/** Where it is kept. */
export interface NewsKept {
  readonly repository: Repository;
  readonly records: ActivationRecords;
  readonly exits: LastExits;
  readonly journal: EventJournal;
  readonly log: HostLog;
}

/** What has happened to whom; `exit`: how its process ended, where it has. */
export interface Told {
  readonly type: string;
  readonly activation: Activation;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly exit?: ExitView | undefined;
}

/** Told on the way to a caller's answer, who need not wait until they are written down: they are while the provider is at it. */
const SOON: ReadonlySet<string> = new Set(['loading', 'loaded']);

/** The event, and with it in one transaction the exit and the end of the record. A repository that takes neither must not stop a provider from coming or going. */
export function tell({ repository, records, exits, journal, log }: NewsKept, { type, activation, facts, exit }: Told): void {
  const { registration: { name }, generation, pid, id } = activation;
  const lost = (error: unknown): void => log.fault(`the event "${type}" of provider "${name}" was not kept`, error);
  const all = { provider: name, generation, ...(pid === null ? {} : { pid }), ...facts };
  if (SOON.has(type)) return void journal.appendSoon(type, all).catch(lost);
  try {
    if (exit !== undefined) exits.add(name, exit);
    repository.transaction(
      () => {
        journal.append(type, all);
        if (exit === undefined) return;
        records.delete(id);
        exits.keep(name);
      },
      { unsynced: true },
    );
  } catch (error) {
    lost(error);
  }
}
