/**
 * How a provider stands: free to be loaded, kept back for a moment after failures, in quarantine, or not startable at all. One pure function
 * of what happened and when: no I/O, no clock, no promise. Who asks, waits and tells is left to `supervision.ts`.
 */
import type { MayLoad } from '../lifecycle/slot-state.js';

/** The numbers of it. Each is a setting. */
export interface SupervisionRules {
  /** The pause after the second failure in a row; it doubles with each further one. After the first there is none. */
  readonly retryDelayMs: number;
  /** How long a request waits at most for the end of a pause. */
  readonly retryWaitMs: number;
  /** So many failures ... */
  readonly crashLimit: number;
  /** ... within so long are a quarantine. */
  readonly crashWindowMs: number;
  /** The first quarantine; each one that follows without health between is twice as long, */
  readonly quarantineMs: number;
  /** and none is longer. */
  readonly quarantineMaxMs: number;
  /** How long one that has answered must serve on for its earlier failures to be forgotten. */
  readonly healthyAfterMs: number;
}

export type Phase =
  /** May be loaded. */
  | { readonly name: 'free' }
  /** Has failed several times in a row: is loaded at `untilMs`, not before. */
  | { readonly name: 'backing-off'; readonly sinceMs: number; readonly untilMs: number }
  /** Has failed too often: so many times. The first request after `untilMs` is the probe. */
  | { readonly name: 'quarantined'; readonly sinceMs: number; readonly untilMs: number; readonly forMs: number; readonly failures: number }
  /** The one load that may end the quarantine is under way, or serves and has answered nothing yet. */
  | { readonly name: 'probing'; readonly sinceMs: number; readonly forMs: number; readonly failures: number }
  /** Its start cannot succeed until what is wrong is put right: nothing is tried, and time changes nothing. */
  | { readonly name: 'cannot-start'; readonly sinceMs: number };

export interface Standing {
  readonly phase: Phase;
  /** When it failed, within the window, oldest first. */
  readonly failures: readonly number[];
  /** How often it failed since it last answered a request. */
  readonly inRow: number;
  /** How long the next quarantine is; 0 stands for the first. */
  readonly nextQuarantineMs: number;
}

export type StandingEvent =
  /** It crashed, hung, broke the protocol, or a load failed. `answeredMs`: when that life answered its first request. `random`: from 0 to 1, for the jitter. */
  | { readonly name: 'failed'; readonly answeredMs: number | undefined; readonly random: number }
  /** A load failed in a way in which every other will too. */
  | { readonly name: 'cannot-start' }
  /** A life begins. */
  | { readonly name: 'load-began' }
  /** A life has answered its first request. */
  | { readonly name: 'answered' }
  /** A life that had answered went in order. */
  | { readonly name: 'went-in-order' }
  /** What was wrong has been put right, or an operator says so: all is forgotten. */
  | { readonly name: 'reset' };

/** How far a pause may differ from what it doubles to, either way: so that what fails together is not tried together. */
const JITTER = 0.25;

export const GOOD_STANDING: Standing = { phase: { name: 'free' }, failures: [], inRow: 0, nextQuarantineMs: 0 };

/** How it stands after that. An event that means nothing leaves it as it is. */
export function standingAfter(standing: Standing, event: StandingEvent, nowMs: number, rules: SupervisionRules): Standing {
  switch (event.name) {
    case 'failed':
      return afterFailure(standing, event, nowMs, rules);
    case 'cannot-start':
      return { ...standing, phase: { name: 'cannot-start', sinceMs: nowMs } };
    case 'load-began':
      return afterBegin(standing);
    case 'answered':
      if (standing.phase.name === 'probing') return { ...GOOD_STANDING, nextQuarantineMs: standing.nextQuarantineMs };
      return standing.inRow === 0 ? standing : { ...standing, phase: { name: 'free' }, inRow: 0 };
    case 'went-in-order':
    case 'reset':
      return GOOD_STANDING;
  }
}

/** Since when it is in quarantine stays told. */
function afterBegin(standing: Standing): Standing {
  const { phase } = standing;
  if (phase.name === 'backing-off') return { ...standing, phase: { name: 'free' } };
  if (phase.name !== 'quarantined') return standing;
  const { sinceMs, forMs, failures } = phase;
  return { ...standing, phase: { name: 'probing', sinceMs, forMs, failures } };
}

function afterFailure(before: Standing, { answeredMs, random }: Extract<StandingEvent, { name: 'failed' }>, nowMs: number, rules: SupervisionRules): Standing {
  if (before.phase.name === 'cannot-start' || (before.phase.name === 'quarantined' && before.phase.untilMs > nowMs)) return before; // Nothing is loaded as it is.
  const wasHealthy = answeredMs !== undefined && nowMs - answeredMs >= rules.healthyAfterMs;
  const standing = wasHealthy ? GOOD_STANDING : before;
  const failures = [...standing.failures.filter((atMs) => nowMs - atMs < rules.crashWindowMs), nowMs];
  const inRow = standing.inRow + 1;
  if (standing.phase.name === 'probing') return quarantined({ ...standing, failures, inRow }, standing.phase.failures + 1, nowMs, rules);
  if (failures.length >= rules.crashLimit) return quarantined({ ...standing, failures, inRow }, failures.length, nowMs, rules);
  const pauseMs = pauseAfter(inRow, random, rules);
  const phase: Phase = pauseMs === 0 ? { name: 'free' } : { name: 'backing-off', sinceMs: nowMs, untilMs: nowMs + pauseMs };
  return { ...standing, phase, failures, inRow };
}

function quarantined(standing: Standing, failures: number, nowMs: number, rules: SupervisionRules): Standing {
  const forMs = Math.min(Math.max(standing.nextQuarantineMs, rules.quarantineMs), rules.quarantineMaxMs);
  return { ...standing, phase: { name: 'quarantined', sinceMs: nowMs, untilMs: nowMs + forMs, forMs, failures }, nextQuarantineMs: Math.min(2 * forMs, rules.quarantineMaxMs) };
}

/** Failures that are too far apart for a quarantine never make a pause that is longer than one. */
function pauseAfter(inRow: number, random: number, { retryDelayMs, quarantineMs }: SupervisionRules): number {
  if (inRow < 2) return 0;
  const doubledMs = Math.min(retryDelayMs * 2 ** Math.min(inRow - 2, 30), quarantineMs);
  return Math.round(doubledMs * (1 - JITTER + 2 * JITTER * random));
}

/** Whether a life may begin now. */
export function mayLoad(standing: Standing, nowMs: number, { retryWaitMs }: SupervisionRules): MayLoad {
  if (standing.phase.name === 'cannot-start') return 'no';
  const restMs = restOf(standing, nowMs);
  if (restMs === 0) return 'yes';
  return standing.phase.name === 'backing-off' && restMs <= retryWaitMs ? 'later' : 'no';
}

/** How long until it may be loaded; 0 where that is now, or where time does not change it. */
export function restOf({ phase }: Standing, nowMs: number): number {
  return 'untilMs' in phase ? Math.max(0, Math.ceil(phase.untilMs - nowMs)) : 0;
}
