/** Whether a failure is one that its caller brought about, or a fault, or somebody who may. */
import type { ErrorFacts } from '@provost/protocol';
import type { Deeds } from './deeds.js';
import { LOAD_MS, OPERATION_MS } from './limits.js';

/** A request that has failed. */
export interface Failure {
  readonly code: string;
  readonly facts: ErrorFacts;
  /** When it was asked. */
  readonly moment: number;
  readonly askedMs: number;
  /** When it failed. */
  readonly nowMs: number;
  /** How long that was in real time. */
  readonly tookMs: number;
  readonly hasGivenUp: boolean;
  /** A provider asked, by way of the host. */
  readonly isOwn: boolean;
  /** When the latest load began. */
  readonly loadBeganMs: number;
  /** How long ago that was in real time. */
  readonly loadTookMs: number;
}

/** A timer rings early by that much at most, what is left of a deadline is rounded, and an event is heard a little after it. */
const SLACK_MS = 100;

type Rule = (failure: Failure, deeds: Deeds) => boolean;

const isUnregistered: Rule = ({ moment }, deeds) => deeds.isSince('unregistered', moment);

const RULES: Readonly<Record<string, Rule>> = {
  OPERATION_CANCELLED: ({ hasGivenUp, moment, facts, isOwn }, deeds) =>
    hasGivenUp || isOwn || deeds.isSince('forced', moment) || deeds.isSince('stopped', moment) || deeds.isSince('unregistered', moment) || deeds.isHarmed(facts.pid, 'terminated') ||
    (facts.mayHaveRun === true && deeds.isHarmed(facts.pid, 'hung')), // Updated while it loads and hangs, it is ended unheard: what was sent with initialize may have begun.
  // Where it waited for a lease made-up time passes, and real time where it is at work.
  OPERATION_TIMED_OUT: ({ nowMs, askedMs, tookMs }) => nowMs - askedMs + tookMs >= OPERATION_MS - SLACK_MS,
  PROVIDER_CRASHED: ({ facts }, deeds) => deeds.isHarmed(facts.pid),
  PROVIDER_MISBEHAVED: ({ facts }, deeds) => deeds.isHarmed(facts.pid, 'garbled'),
  PROVIDER_HUNG: ({ facts }, deeds) => deeds.isHarmed(facts.pid, 'hung', 'closed'),
  PROVIDER_LOAD_FAILED: ({ facts }, deeds) => deeds.isHarmed(facts.pid),
  // A client that is to serve again has real time, another made-up time.
  PROVIDER_LOAD_TIMED_OUT: ({ nowMs, loadBeganMs, loadTookMs }) => nowMs - loadBeganMs >= LOAD_MS || loadTookMs >= LOAD_MS - SLACK_MS,
  PROVIDER_QUARANTINED: (_failure, deeds) => deeds.hasHarmed,
  PROVIDER_BACKING_OFF: (_failure, deeds) => deeds.hasHarmed,
  PROVIDER_CHANGED: ({ moment }, deeds) => deeds.isSince('spoiled', moment),
  PROVIDER_DISABLED: ({ moment }, deeds) => deeds.isSince('disabled', moment),
  SERVER_IS_SHUTTING_DOWN: ({ moment, isOwn, facts }, deeds) => isOwn || deeds.isSince('stopped', moment) || (deeds.isHarmed(facts.pid, 'terminated') && deeds.isSince('forced', moment)),
  NOT_FOUND: isUnregistered,
  INVALID_CLASS: isUnregistered,
  INVALID_NAMESPACE: isUnregistered,
  /** A circle of calls. */
  FAILED: ({ isOwn }) => isOwn,
  /** The provider that asked is being ended. */
  HOST_LOST: ({ isOwn }) => isOwn,
  CONNECTION_CLOSED: ({ isOwn }) => isOwn,
};

/** Whether it may fail with that. */
export function mayFail(failure: Failure, deeds: Deeds): boolean {
  return RULES[failure.code]?.(failure, deeds) === true;
}
