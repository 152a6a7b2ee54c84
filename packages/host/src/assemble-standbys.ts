/** Puts the pool of standbys together: from what it knows nothing of, the registrations, the keeper, the settings and the journal. */
import { totalmem } from 'node:os';
import { Ping } from '@provost/protocol';
import { startStandby } from './activation/standby/standby.js';
import { isOfProfile, profileOf } from './activation/standby/profile.js';
import { roomFor } from './activation/standby/room.js';
import { StandbyPool } from './activation/standby/standby-pool.js';
import type { StartTools } from './activation/start-process.js';
import type { HostLog } from './host-log.js';
import type { EventJournal } from './journal/event-journal.js';
import type { KeeperLink } from './keeper/keeper-link.js';
import type { Limits } from './limits.js';
import { availableBytes, privateBytes } from './process/resident.js';
import { environmentOf } from './registration/environment.js';
import type { Registrations } from './registration/registrations.js';
import type { Settings } from './settings/settings.js';

/** One that is asleep for longer is told by its load. */
const WAKE_TIMEOUT_MS = 60_000;

/** What the pool is made of. */
export interface StandbyParts extends StartTools {
  readonly epoch: number;
  readonly settings: Settings;
  readonly limits: Limits;
  readonly registrations: Registrations;
  readonly keeper: KeeperLink;
  readonly journal: EventJournal;
  readonly log: HostLog;
}

/** A pool that has started nothing yet. */
export function standbysOf(parts: StandbyParts): StandbyPool {
  const { clock, epoch, state, settings, limits, registrations, keeper, journal, log } = parts;
  let started = 0;
  return new StandbyPool({
    clock,
    count: () => settings.get('standby'),
    roomBytes: () => roomFor(settings.get('standby-memory'), { totalBytes: totalmem(), availableBytes: availableBytes() }),
    privateBytes: ({ pid }) => privateBytes(pid) ?? 0,
    isCurrent: (profile) => {
      const one = firstThat(registrations.held.values(), (registration) => isOfProfile(registration, profile));
      return one !== undefined && profileOf(one, environmentOf({}))?.key === profile.key;
    },
    start: (profile, onProcess) => startStandby(parts, {
      profile, onProcess,
      name: `standby-${epoch}.${(started += 1)}`,
      directory: state,
      log: limits.logTarget('standby'),
      timeoutMs: settings.get('load-timeout'),
    }),
    wake: ({ connection }) => {
      void connection.send(Ping, {}, WAKE_TIMEOUT_MS).result.catch(() => undefined);
      connection.flush();
    },
    assign: ({ process }, { provider, generation }) => keeper.assign({ activation: process.activation, provider, generation, log: limits.logTarget(provider) }),
    lost: (facts) => {
      try {
        journal.append('standby-lost', facts);
      } catch (error) {
        log.fault('the event "standby-lost" was not kept', error);
      }
    },
  });
}

function firstThat<T>(all: Iterable<T>, fits: (one: T) => boolean): T | undefined {
  for (const one of all) if (fits(one)) return one;
  return undefined;
}
