/** What the supervision of each provider takes from the rest of the host: the settings, what is kept, the look at its files, the journal. */
import type { LogLine } from '@provost/protocol';
import type { HeartbeatTools } from './activation/heartbeats.js';
import type { Clock } from './clock.js';
import type { HostLog } from './host-log.js';
import type { EventJournal } from './journal/event-journal.js';
import type { Limits } from './limits.js';
import { readLog } from './log/read-log.js';
import type { Registration } from './registration/registration.js';
import type { Registrations } from './registration/registrations.js';
import { stampOfStart, startFault } from './registration/start-fault.js';
import { Quarantines } from './repository/quarantines.js';
import type { Repository } from './repository/repository.js';
import type { Stores } from './stores.js';
import type { Settings } from './settings/settings.js';
import { saveHangReport } from './supervision/hang-report.js';
import type { SupervisionRules } from './supervision/standing.js';
import type { SupervisionTools } from './supervision/supervision.js';

/** Of its log, what goes into a report. */
const REPORTED_LINES = 50;

export interface SupervisionParts {
  readonly repository: Repository;
  readonly registrations: Registrations;
  readonly settings: Settings;
  readonly journal: EventJournal;
  readonly log: HostLog;
  readonly stores: Stores;
}

/** For one provider each. A repository that takes nothing must not stop a provider from coming or going. */
export function supervisionOf({ repository, registrations, settings, journal, log, stores }: SupervisionParts): (registration: () => Registration) => Omit<SupervisionTools, 'provider' | 'clock' | 'changed'> {
  const quarantines = new Quarantines(repository);
  const tolerant = (what: string, act: () => void): void => {
    try {
      act();
    } catch (error) {
      log.fault(what, error);
    }
  };
  const kept: SupervisionTools['kept'] = {
    get: (provider) => quarantines.get(provider),
    put: (provider, record) => tolerant(`the quarantine of provider "${provider}" was not kept`, () => quarantines.put(provider, record)),
    delete: (provider) => tolerant(`the end of the quarantine of provider "${provider}" was not kept`, () => quarantines.delete(provider)),
  };
  const stampOf = (registration: Registration): string => `${stampOfStart(registration)}\n${stores.stamp(registration.name)}`;
  return (registration) => ({
    random: Math.random,
    rules: () => rulesOf(settings),
    kept,
    stamp: () => stampOf(registration()),
    stillUnable: (fault, stamp) => startFault(registrations, registration(), { fault, isAsItWas: (latest) => stampOf(latest) === stamp }),
    tell: (type, facts) => tolerant(`the event "${type}" of provider "${registration().name}" was not kept`, () => void journal.append(type, { provider: registration().name, ...facts })),
  });
}

/** How those at work are watched, and what is saved of one that hung. */
export function heartbeatsOf({ settings, limits, log }: Pick<SupervisionParts, 'settings' | 'log'> & { readonly limits: Limits }, clock: Clock): HeartbeatTools {
  return {
    rules: () => ({
      pingIntervalMs: settings.get('ping-interval'),
      pingMisses: settings.get('ping-misses'),
      hangGraceMs: settings.get('hang-grace'),
      abandonedGraceMs: settings.get('abandoned-grace'),
    }),
    operationTimeoutMs: () => settings.get('operation-timeout'),
    report: async ({ registration: { name }, generation, pid }, hang) => {
      const { directory } = limits.logTarget(name);
      try {
        const lastLines: LogLine[] = [];
        for await (const line of readLog(directory, { tail: REPORTED_LINES, generation })) lastLines.push(line);
        return await saveHangReport(directory, { at: clock.date().toISOString(), provider: name, generation, pid, ...hang, lastLines });
      } catch (error) {
        log.fault(`the report of the hang of provider "${name}" was not kept`, error);
        return undefined;
      }
    },
  };
}

function rulesOf(settings: Settings): SupervisionRules {
  return {
    retryDelayMs: settings.get('retry-delay'),
    retryWaitMs: settings.get('retry-wait'),
    crashLimit: settings.get('crash-limit'),
    crashWindowMs: settings.get('crash-window'),
    quarantineMs: settings.get('quarantine'),
    quarantineMaxMs: settings.get('quarantine-max'),
    healthyAfterMs: settings.get('healthy-after'),
  };
}
