/** Requests about providers and what they are at: the views of them, loading and unloading by hand, what is in flight. */
import {
  CancelRequest, DescribeProvider, Load, ProviderError, Providers, Requests, Restart, Unload, WaitFor, excerpt,
  type ExitView, type ProviderState, type ProviderView,
} from '@provost/protocol';
import type { Slot } from '../activation/slot.js';
import type { HostParts } from '../host-parts.js';
import { cancelledByCaller } from '../operations/operation.js';
import { settlesWithin } from '../process/waiting.js';
import type { Request } from '../operations/objects.js';
import type { RequestTable } from './host-door.js';
import { detailOf, stateOf, viewOfProvider } from './provider-view.js';

export function answerProviderRequests(table: RequestTable, parts: HostParts): void {
  const { registrations, inFlight } = parts;
  const slotOf = (name: string): Slot => parts.activations.slot(registrations.get(name));
  table
    .on(Providers, async () => ({ providers: await Promise.all(registrations.list().map(({ name }) => viewOfProvider(parts, slotOf(name)))) }))
    .on(DescribeProvider, ({ name }) => detailOf(parts, slotOf(name)))
    .on(Load, ({ name }, request) => load(parts, slotOf(name), request))
    .on(Unload, async ({ name, force }, request) => ({ exit: await unload(parts, slotOf(name), force === true, request) }))
    .on(Restart, async ({ name, force }, request) => {
      const slot = slotOf(name);
      refuseBusy(slot, force === true);
      await slot.unload('restart');
      return load(parts, slot, request);
    })
    .on(WaitFor, ({ name, state }, request) => waitFor(parts, slotOf(name), state, request))
    .on(Requests, ({ name }) => ({ requests: inFlight.views(name === undefined ? undefined : registrations.get(name).name) }))
    .on(CancelRequest, ({ id }) => {
      inFlight.cancel(id);
      return {};
    });
}

/** Loads as a request would, so that it is seen, timed and cancellable as one. */
async function load(parts: HostParts, slot: Slot, request: Request): Promise<ProviderView> {
  const asked = { name: 'load', target: slot.registration.name, caller: request.caller, timeoutMs: timeoutOf(parts, request), options: request.options };
  await parts.inFlight.perform(slot, asked, () => Promise.resolve());
  return viewOfProvider(parts, slot);
}

function timeoutOf(parts: HostParts, request: Request): number {
  return request.timeoutMs ?? parts.settings.get('operation-timeout');
}

async function unload(parts: HostParts, slot: Slot, force: boolean, { timeoutMs }: Request): Promise<ExitView | null> {
  refuseBusy(slot, force);
  const gone = slot.unload('operator');
  if (timeoutMs === undefined || (await settlesWithin(parts.clock, gone, timeoutMs))) return gone;
  const { name } = slot.registration;
  throw new ProviderError('OPERATION_TIMED_OUT', { provider: name, pid: slot.alive?.pid ?? 0, timeoutMs }, {
    message: `Provider "${name}" (pid ${slot.alive?.pid}) was told to release and is not gone after ${timeoutMs} ms; it is ended when its release timeout has passed.`,
    remedy: `Wait until it is: provost wait ${name} --for unloaded.`,
  });
}

function refuseBusy(slot: Slot, force: boolean): void {
  const { state, leases } = slot.current ?? {};
  if (force || state?.name !== 'busy') return;
  const { name } = slot.registration;
  const ids = [...(leases?.keys() ?? [])];
  throw new ProviderError('PROVIDER_BUSY', { provider: name, pid: slot.current?.pid ?? 0, requests: ids }, {
    message: `Provider "${name}" (pid ${slot.current?.pid}) is at work on ${ids.length === 1 ? 'a request' : `${ids.length} requests`}: ${ids.slice(0, 5).join(', ')}.`,
    remedy: `Wait for it, see who asked: provost requests ${name}, or override: provost unload ${name} --force.`,
  });
}

const STATES: readonly ProviderState[] = ['unloaded', 'loading', 'busy', 'held', 'idle', 'releasing', 'killing', 'client', 'adopting', 'quarantined', 'decoupled'];

/** Settles once the provider is in that state; at once when it is. */
async function waitFor(parts: HostParts, slot: Slot, state: ProviderState, request: Request): Promise<ProviderView> {
  const { name } = slot.registration;
  if (!STATES.includes(state)) {
    throw new ProviderError('INVALID_PARAMETER', { state }, { message: `"${excerpt(String(state), 40)}" is no state of a provider; the states are ${STATES.join(', ')}.`, remedy: 'Name one of them.' });
  }
  const { promise, resolve, reject } = withResolvers<void>();
  const look = (): void => {
    if (stateOf(slot) === state) resolve();
  };
  const unwatch = parts.activations.watch((changed) => {
    if (changed === name) look();
  });
  const timeoutMs = timeoutOf(parts, request);
  const timer = parts.clock.after(timeoutMs, () => {
    reject(new ProviderError('OPERATION_TIMED_OUT', { provider: name, timeoutMs }, {
      message: `Provider "${name}" was not ${state} within ${timeoutMs} ms.`,
      remedy: `See what it is: provost describe ${name}. Allow more time: --timeout DURATION.`,
    }));
  });
  const abort = (): void => reject(cancelledByCaller());
  request.options.signal?.addEventListener('abort', abort, { once: true });
  try {
    look();
    await promise;
    return { ...(await viewOfProvider(parts, slot)), state };
  } finally {
    unwatch();
    timer.cancel();
    request.options.signal?.removeEventListener('abort', abort);
  }
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
