/** Puts together what takes over from an earlier host: who is adopted and how, and what becomes of the rest. */
import type { Activation } from './activation/activation.js';
import { Adopter } from './activation/adopter.js';
import type { ExpectedHellos } from './activation/expected-hellos.js';
import type { OrphanTimes } from './activation/orphan-times.js';
import type { Clock } from './clock.js';
import type { HostLog } from './host-log.js';
import type { EventJournal } from './journal/event-journal.js';
import type { KeeperLink } from './keeper/keeper-link.js';
import type { Limits } from './limits.js';
import { EarlierHost } from './recovery/earlier-host.js';
import type { Registrations } from './registration/registrations.js';
import type { ActivationRecords } from './repository/activation-records.js';
import type { LastExits } from './repository/last-exits.js';
import type { Repository } from './repository/repository.js';
import type { Settings } from './settings/settings.js';

export interface RecoveryTools {
  readonly clock: Clock;
  readonly stateDirectory: string;
  readonly epoch: number;
  readonly settings: Settings;
  readonly limits: Limits;
  readonly repository: Repository;
  readonly registrations: Registrations;
  readonly records: ActivationRecords;
  readonly exits: LastExits;
  readonly journal: EventJournal;
  readonly log: HostLog;
  readonly hellos: ExpectedHellos;
  readonly keeper: KeeperLink;
  readonly orphanTimes: OrphanTimes;
  readonly tell: (type: string, activation: Activation, facts: Record<string, unknown>) => void;
}

/** The two need each other's host only by what they share. */
export function recoveryOf(tools: RecoveryTools): { readonly earlier: EarlierHost; readonly adopter: Adopter } {
  const { settings, limits, registrations, repository, records, keeper, epoch, orphanTimes, tell } = tools;
  const process: KeeperLink['adopt'] = (identity) => keeper.adopt(identity);
  const earlier = new EarlierHost({
    ...tools, adopt: process,
    releaseTimeoutMs: (provider) => limits.of(registrations.find(provider), 'releaseTimeoutMs'),
    termGraceMs: () => settings.get('term-grace'),
  });
  const adopter = new Adopter({
    ...tools, process,
    adoptTimeoutMs: () => settings.get('adopt-timeout'),
    loadTimeoutMs: (registration) => limits.of(registration, 'loadTimeoutMs'),
    adopted: (activation, record, facts) => {
      repository.transaction(() => {
        records.put({ ...record, epoch, orphanAfterMs: orphanTimes.orphanAfterMs });
        tell('adopted', activation, facts);
      }, { unsynced: true });
      keeper.adopted(record.startedAs);
    },
  });
  return { earlier, adopter };
}
