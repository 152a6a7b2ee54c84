/** Puts prewarming together: it learns of uses and unloads from the journal, and loads as nobody's request. */
import { isProviderError, type HostEvent } from '@provost/protocol';
import type { Activations } from './activation/activations.js';
import { Prewarmer } from './activation/prewarm/prewarmer.js';
import type { Clock } from './clock.js';
import type { HostLog } from './host-log.js';
import type { EventJournal } from './journal/event-journal.js';
import type { Limits } from './limits.js';
import type { Registrations } from './registration/registrations.js';
import type { Settings } from './settings/settings.js';

/** How many of the latest events are looked through for what the last host had loaded. */
const EVENTS_READ = 1_000;

/** What prewarming is made of. */
export interface PrewarmParts {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly journal: EventJournal;
  readonly registrations: Registrations;
  readonly activations: Activations;
  readonly limits: Pick<Limits, 'clearAfterOf'>;
}

export interface Prewarming {
  /** Loads what the last host had loaded, where it is on. Call it once, when the start itself is not written down yet. */
  begin(): void;
  stop(): void;
}

export function prewarmingOf(parts: PrewarmParts, log: HostLog): Prewarming {
  const { clock, settings, journal, activations } = parts;
  let isWanted = settings.get('prewarm') === 1; // Asked with every request.
  const isOn = (): boolean => isWanted;
  /** Those whose load nobody has asked for. */
  const loading = new Set<string>();
  const prewarmer: Prewarmer = new Prewarmer({
    clock, isOn,
    clearAfterMs: (provider) => {
      const registration = parts.registrations.find(provider);
      return registration === undefined ? 0 : parts.limits.clearAfterOf(registration).clearAfterMs;
    },
    load: async (provider) => {
      loading.add(provider);
      try {
        return await loadUnasked(parts, provider);
      } finally {
        loading.delete(provider);
      }
    },
    tell: (provider, why) => {
      try {
        journal.append('prewarming', { provider, ...why });
      } catch (error) {
        log.fault(`the event "prewarming" of provider "${provider}" was not kept`, error);
      }
    },
  });
  settings.onChange('prewarm', () => {
    isWanted = settings.get('prewarm') === 1;
    if (!isWanted) prewarmer.clear();
  });
  journal.on(({ type, provider, reason }) => {
    if (!isOn() || typeof provider !== 'string') return;
    if (type === 'loading' && !loading.has(provider)) prewarmer.used(provider);
    else if (type === 'unloaded' && reason === 'idle') prewarmer.unloaded(provider);
    else if (type === 'unregistered' || type === 'updated') prewarmer.forget(provider);
  });
  activations.watch((provider) => {
    // Told with every request: as long as nothing waits to be used, nothing is looked at.
    if (isWanted && prewarmer.awaitsUse && isUsed(parts, provider)) prewarmer.requested(provider);
  });
  return {
    begin: () => void (isOn() ? lastLoaded(journal).then((providers) => prewarmer.started(providers)) : undefined),
    stop: () => prewarmer.stop(),
  };
}

function isUsed({ registrations, activations }: PrewarmParts, provider: string): boolean {
  const registration = registrations.find(provider);
  const state = registration === undefined ? undefined : activations.slot(registration).current?.state.name;
  return state === 'busy';
}

/** It has a lease for as long as it is loaded, and no longer: what is idle from then on is as old as its load. */
async function loadUnasked({ registrations, activations }: PrewarmParts, provider: string): Promise<boolean> {
  const registration = registrations.find(provider);
  if (registration === undefined || !registration.enabled || registration.decoupled !== undefined) return false;
  const slot = activations.slot(registration);
  if (slot.alive !== undefined) return false;
  try {
    (await slot.acquire(`prewarm-${provider}`)).end();
    return true;
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return false; // The event of its load has told why.
  }
}

/** Those that the last host has unloaded because it stopped, the latest first. What it has left as it was, or was killed with, is adopted. */
async function lastLoaded(journal: EventJournal): Promise<string[]> {
  const found = new Set<string>();
  const { last } = journal;
  for await (const event of journal.read({ tail: EVENTS_READ })) {
    if (event.seq > last) break;
    if (event.type === 'host-started' || event.type === 'host-stopping') found.clear();
    const provider = loadedAtStop(event);
    if (provider !== undefined) found.add(provider);
  }
  return [...found].reverse();
}

function loadedAtStop({ type, provider, reason }: HostEvent): string | undefined {
  return type === 'unloaded' && reason === 'shutdown' && typeof provider === 'string' ? provider : undefined;
}
