/** What those are told who want a provider that is not to be loaded now: why, since when, until when, and what to do. */
import { ProviderError, formatDuration, type ErrorFacts, type HeldOffView } from '@provost/protocol';
import { lastWordsOf, type LastFailure } from './last-failure.js';
import { restOf, type Standing } from './standing.js';

/** How it stands, with what people are told of it. */
export interface Told {
  readonly provider: string;
  readonly standing: Standing;
  readonly nowMs: number;
  /** The wall clock, now. */
  readonly date: Date;
  readonly failure: LastFailure | undefined;
}

/** The error of a request that is not to wait. Of one that cannot start, the error is that of its start. */
export function heldOffError(told: Told): ProviderError {
  const { provider, standing, nowMs, failure } = told;
  const retryAfterMs = restOf(standing, nowMs);
  const view = heldOffView(told);
  const facts: ErrorFacts = {
    provider, retryAfterMs, failures: view?.failures ?? standing.inRow, since: view?.since,
    ...(failure === undefined ? {} : { ...(failure.pid === null ? {} : { pid: failure.pid }), lastExit: failure.exit, lastLines: failure.lastLines }),
  };
  const last = failure === undefined ? '' : ` The last failure: ${endedOf(failure.what)}${lastWordsOf(failure)}`;
  if (standing.phase.name !== 'quarantined') {
    return new ProviderError('PROVIDER_BACKING_OFF', facts, {
      message: `Provider "${provider}" failed ${standing.inRow} times in a row and is not started again for ${roughly(retryAfterMs)}.${last}`,
      remedy: `Ask again after that. Read its log: provost logs ${provider}. To have it started at once: provost reset ${provider}.`,
    });
  }
  return new ProviderError('PROVIDER_QUARANTINED', { ...facts, probeAt: view?.probeAt }, {
    message: `Provider "${provider}" failed ${standing.phase.failures} times and is in quarantine since ${view?.since}: the first request after ${view?.probeAt} (in ${roughly(retryAfterMs)}) tries it once more.${last}`,
    remedy: `Read its log: provost logs ${provider}. When it is mended: provost reset ${provider}.`,
  });
}

/** How operators see it; null where nothing keeps it from being loaded. */
export function heldOffView({ standing, nowMs, date, failure }: Told): HeldOffView | null {
  const { phase } = standing;
  if (phase.name === 'free') return null;
  const retryInMs = phase.name === 'cannot-start' || phase.name === 'probing' ? null : restOf(standing, nowMs);
  if (phase.name === 'backing-off' && retryInMs === 0) return null;
  const at = (ms: number): string => new Date(date.getTime() + ms).toISOString();
  return {
    how: phase.name,
    why: failure?.what ?? 'it failed',
    since: at(phase.sinceMs - nowMs),
    failures: 'failures' in phase ? phase.failures : standing.inRow,
    retryInMs,
    probeAt: phase.name === 'quarantined' ? at(phase.untilMs - nowMs) : null,
  };
}

function endedOf(clause: string): string {
  return /[.!?]$/.test(clause) ? clause : `${clause}.`;
}

/** A pause as a person reads it: whole seconds where there are several. */
function roughly(ms: number): string {
  return formatDuration(ms < 2_000 ? ms : Math.ceil(ms / 1_000) * 1_000);
}
