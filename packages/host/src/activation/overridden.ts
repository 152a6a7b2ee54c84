/** The words for those whose work is ended because the activation goes under them. */
import { ProviderError, formatDuration, type ErrorFacts, type UnloadReason } from '@provost/protocol';
import { reasonOf } from '../lifecycle/activation-state.js';
import type { Activation } from './activation.js';

/** Whoever is still at work is told now; an activation that crashed lets its leases wait for the exit instead. */
export function overrideLeases(activation: Activation): void {
  if (activation.state.name === 'gone') return;
  const reason = reasonOf(activation.state) ?? null;
  for (const lease of activation.leases.values()) lease.cancel(overridden(activation, reason));
}

/** It has let go and stays as a client: what it is not through with counts no more. */
export function forgetLeases(activation: Activation): void {
  for (const lease of activation.leases.values()) lease.cancel(lease.override ?? overridden(activation, null));
  activation.leases.clear();
}

/** What those at work are told when the activation goes under them. */
export function overridden(activation: Activation, reason: UnloadReason | null): ProviderError {
  const { name } = activation.registration;
  const facts = { provider: name, ...(activation.pid === null ? {} : { pid: activation.pid }), mayHaveRun: true, reason };
  if (reason === 'hung') {
    return hung(activation, facts);
  }
  if (reason === 'shutdown') {
    return new ProviderError('SERVER_IS_SHUTTING_DOWN', facts, { message: `The host is stopping, and ended what provider "${name}" was doing.` });
  }
  return new ProviderError('OPERATION_CANCELLED', facts, { message: `Provider "${name}" is being unloaded (${reason ?? 'killed'}); what it was doing was cancelled.` });
}

function hung({ hang, pid, registration: { name } }: Activation, facts: ErrorFacts): ProviderError {
  const report = hang?.report;
  return new ProviderError('PROVIDER_HUNG', { ...facts, ...(report === undefined ? {} : { report }) }, {
    message: `Provider "${name}" (pid ${pid}) is ended as hung: it let an operation pass its deadline${hang === undefined ? '' : ` and ${saidOf(hang)}`}. What was asked may have been done.`,
    ...(report === undefined ? {} : { remedy: `What it was at is in the report ${report}. The next request gets a fresh process.` }),
  });
}

/** What those at work are told when the host goes and leaves the activation to the next one. */
export function left({ registration: { name }, pid }: Activation): ProviderError {
  return new ProviderError('SERVER_IS_SHUTTING_DOWN', { provider: name, ...(pid === null ? {} : { pid }), mayHaveRun: true }, {
    message: `The host goes and leaves provider "${name}" (pid ${pid}) at what it is doing; nobody will be told what comes of it.`,
  });
}

function saidOf({ words, silentMs }: { readonly words: string; readonly silentMs: number }): string {
  return silentMs === 0 ? words : `has answered no ping for ${formatDuration(silentMs)}; ${words}`;
}
