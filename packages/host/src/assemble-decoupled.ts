/** What the programs that attach themselves take from the rest of the host: the settings, the registrations, the journal. */
import type { Clock } from './clock.js';
import { AttachedProviders, type AttachedProvidersTools } from './decoupled/attached-providers.js';
import { DisabledPrograms } from './decoupled/disabled-programs.js';
import type { OpenStreams } from './events/open-streams.js';
import type { HostLog } from './host-log.js';
import type { EventJournal } from './journal/event-journal.js';
import type { Limits } from './limits.js';
import type { Registrations } from './registration/registrations.js';
import type { ActivationRecords } from './repository/activation-records.js';
import type { Repository } from './repository/repository.js';
import type { Settings } from './settings/settings.js';

export interface DecoupledParts {
  readonly clock: Clock;
  readonly epoch: number;
  readonly state: string;
  readonly repository: Repository;
  readonly registrations: Registrations;
  readonly records: ActivationRecords;
  readonly settings: Settings;
  readonly limits: Limits;
  readonly journal: EventJournal;
  readonly log: HostLog;
  readonly streams: OpenStreams;
  readonly serveCalls: AttachedProvidersTools['serveCalls'];
}

/** None has attached yet. A repository that takes nothing must not stop a program from coming or going. */
export function attachedOf({ clock, epoch, state, repository, registrations, records, settings, limits, journal, log, streams, serveCalls }: DecoupledParts): AttachedProviders {
  return new AttachedProviders({
    clock, epoch, state, registrations, serveCalls,
    disabled: new DisabledPrograms(repository),
    whoMayAttach: () => settings.word('attach'),
    limit: () => settings.get('connections'),
    helloTimeoutMs: () => settings.get('hello-timeout'),
    concurrency: (registration) => limits.of(registration, 'concurrency') + streams.of(registration.name),
    waitingLimit: () => settings.get('waiting-limit'),
    nextGeneration: (provider) => records.nextGeneration(provider),
    tell: (type, facts) => {
      try {
        journal.append(type, facts);
      } catch (error) {
        log.fault(`the event "${type}" of provider "${String(facts.provider)}" was not kept`, error);
      }
    },
  });
}
