/**
 * What is in flight, shown and cancelled: this host's own operations, and those that earlier hosts have left in the providers that it adopted. Of the latter
 * it knows no more than that they have not returned.
 */
import { CancelRequest, ProviderError, Requests, type RequestView } from '@provost/protocol';
import type { Activation } from '../activation/activation.js';
import type { HostParts } from '../host-parts.js';
import { slotsInOrder } from './slots-in-order.js';
import type { RequestTable } from './host-door.js';

export function answerInFlightRequests(table: RequestTable, parts: HostParts): void {
  const { registrations, inFlight } = parts;
  table
    .on(Requests, ({ name }) => {
      const provider = name === undefined ? undefined : registrations.get(name).name;
      const lives = livesOf(parts).filter(({ registration }) => provider === undefined || registration.name === provider);
      return { requests: [...lives.flatMap((life) => left(parts, life)), ...inFlight.views(provider)] };
    })
    .on(CancelRequest, ({ id }) => {
      const life = livesOf(parts).find(({ inherited }) => inherited.has(id));
      if (life !== undefined) throw ofEarlierHost(id, life);
      inFlight.cancel(id);
      return {};
    });
}

function livesOf(parts: HostParts): Activation[] {
  return slotsInOrder(parts).flatMap(({ lives }) => [...lives]);
}

/** What earlier hosts have left in it. */
function left(parts: HostParts, { registration, inherited }: Activation): RequestView[] {
  return inherited.operations(parts.settings.get('operation-timeout')).map(({ id, ageMs, overdueMs }) => ({
    id, provider: registration.name, operation: 'of an earlier host', target: '', caller: null, state: 'running', ageMs, deadlineInMs: -overdueMs, lastProgress: null,
  }));
}

function ofEarlierHost(id: string, { registration: { name }, pid }: Activation): ProviderError {
  return new ProviderError('NOT_SUPPORTED', { id, provider: name, pid: pid ?? 0 }, {
    message: `Request "${id}" was asked through an earlier host: nobody waits for it, and this host cannot tell provider "${name}" (pid ${pid}) to stop it.`,
    remedy: `Wait until it has returned, or end it with its provider: provost unload ${name} --force.`,
  });
}
