/** Requests about providers and what they are at: the views of them, loading and unloading by hand. What is in flight is left to `in-flight-requests.ts`. */
import {
  DescribeProvider, Holds, Load, ProviderError, Providers, ResetProvider, Restart, SetEnabled, Unload, WaitFor,
  type ParamsOf, type ProviderView, type ResultOf,
} from '@provost/protocol';
import type { Slot } from '../activation/slot.js';
import { disabled } from '../activation/slot-errors.js';
import type { HostParts } from '../host-parts.js';
import { settlesWithin } from '../process/waiting.js';
import type { Request } from '../operations/objects.js';
import type { RequestTable } from './host-door.js';
import { detailOfAttached } from './attached-view.js';
import { hostHas } from './host-has-it.js';
import { detailOf, holdsOf, viewOfAny, viewOfProvider } from './provider-view.js';
import { slotsInOrder } from './slots-in-order.js';
import { timeoutOf, waitFor } from './wait-for.js';

export function answerProviderRequests(table: RequestTable, parts: HostParts): void {
  const { registrations } = parts;
  const slotOf = (name: string, what: string, remedy?: string): Slot => parts.activations.slot(hostHas(registrations.get(name), what, remedy));
  table
    .on(Providers, (params) => pageOf(parts, params))
    .on(DescribeProvider, ({ name }) => {
      const registration = registrations.get(name);
      return registration.decoupled === undefined ? detailOf(parts, parts.activations.slot(registration)) : detailOfAttached(parts, parts.attached.of(registration));
    })
    .on(Load, ({ name }, request) => load(parts, slotOf(name, 'load it'), request))
    .onWaiting(Unload, ({ name, force }, request) => unload(parts, slotOf(name, 'unload it'), force === true, request))
    .onWaiting(Restart, async ({ name, force }, request) => {
      const slot = slotOf(name, 'restart it');
      if (!slot.registration.enabled) throw disabled(slot.registration.name); // Before what is loaded is unloaded.
      if (force !== true) await refuseInUse(parts, slot, `restart ${slot.registration.name}`);
      await slot.unload('restart');
      return load(parts, slot, request);
    })
    .onWaiting(WaitFor, ({ name, state }, request) => waitFor(parts, name, state, request))
    .on(SetEnabled, ({ name, enabled }, request) => setEnabled(parts, name, enabled, request))
    .on(ResetProvider, async ({ name }, { caller }) => {
      const slot = slotOf(name, 'keep it from starting', 'There is nothing to reset: start its program, and it attaches itself.');
      const was = slot.supervision.reset();
      if (was !== null) parts.journal.append('reset', { provider: slot.registration.name, was: was.how, by: { kind: caller.kind, pid: caller.pid } });
      return { provider: await viewOfProvider(parts, slot), was };
    })
    .on(Holds, ({ name }) => {
      const asked = name === undefined ? slotsInOrder(parts) : [parts.activations.peek(registrations.get(name).name) ?? []].flat(); // Nothing can hold what nobody unloads.
      return { holds: asked.flatMap((slot) => holdsOf(parts, slot)) };
    });
}

/** A page of `provost ls`, in the order of the names: so many behind one; without a limit all there are. */
async function pageOf(parts: HostParts, { after, limit }: ParamsOf<typeof Providers>): Promise<ResultOf<typeof Providers>> {
  const { held } = parts.registrations;
  const asked = held.inOrder({ after, limit: limit === undefined ? Infinity : limit + 1 });
  const page = limit === undefined ? asked : asked.slice(0, limit);
  const providers = await Promise.all(page.map((one) => viewOfAny(parts, one)));
  return asked.length > page.length ? { providers, next: page.at(-1)?.name as string } : { providers };
}

/** Loads as a request would, so that it is seen, timed and cancellable as one. */
export async function load(parts: HostParts, slot: Slot, request: Request): Promise<ProviderView> {
  const asked = { name: 'load', target: slot.registration.name, caller: request.caller, timeoutMs: timeoutOf(parts, request), options: request.options, from: request.from };
  await parts.inFlight.perform(slot, asked, () => Promise.resolve());
  return viewOfProvider(parts, slot);
}

/** Concerns loading on demand alone: what is loaded stays. A program that has attached itself stays attached, and is asked nothing. */
export async function setEnabled(parts: HostParts, name: string, enabled: boolean, { caller }: Request): Promise<ProviderView> {
  const before = parts.registrations.get(name);
  if (before.enabled !== enabled) {
    if (before.decoupled === undefined) parts.activations.refresh(parts.registrations.setEnabled(name, enabled));
    else parts.attached.setEnabled(before, enabled);
    parts.journal.append(enabled ? 'enabled' : 'disabled', { provider: before.name, by: { kind: caller.kind, pid: caller.pid } });
  }
  return viewOfAny(parts, parts.registrations.get(name));
}

/** Settles when its process has ended, or it stays as a client. Rejects with PROVIDER_BUSY, or OPERATION_TIMED_OUT. */
export async function unload(parts: HostParts, slot: Slot, force: boolean, { timeoutMs }: Pick<Request, 'timeoutMs'>): Promise<ResultOf<typeof Unload>> {
  if (!force) await refuseInUse(parts, slot, `unload ${slot.registration.name}`);
  const { alive } = slot;
  const left = slot.unload('operator');
  if (timeoutMs === undefined || (await settlesWithin(parts.clock, left, timeoutMs))) {
    const exit = await left;
    return exit === null && alive?.state.name === 'client' ? { exit, staysAs: 'client' } : { exit };
  }
  const { name } = slot.registration;
  throw new ProviderError('OPERATION_TIMED_OUT', { provider: name, pid: slot.alive?.pid ?? 0, timeoutMs }, {
    message: `Provider "${name}" (pid ${slot.alive?.pid}) was told to release and is not gone after ${timeoutMs} ms; it is ended when its release timeout has passed.`,
    remedy: `Wait until it is: provost wait ${name} --for unloaded.`,
  });
}

/** Whether somebody uses or holds a provider that is being adopted is known once it is. */
function adopted({ activations }: HostParts, slot: Slot): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (slot.current?.state.name === 'adopting') return;
      unwatch();
      resolve();
    };
    const unwatch = activations.watch(look);
    look();
  });
}

/** Rejects with PROVIDER_BUSY where somebody uses or holds the provider: then it goes only by force. `command` is what was typed, to which --force is added. */
export async function refuseInUse(parts: HostParts, slot: Slot, command: string): Promise<void> {
  if (slot.current?.state.name === 'adopting') await adopted(parts, slot);
  const { lives, registration: { name } } = slot;
  // Also an old one that finishes what it is at.
  const used = [...lives].find(({ state }) => state.name === 'busy' || state.name === 'held' || state.name === 'draining');
  if (used === undefined) return;
  const pid = used.pid ?? 0;
  const left = [...used.inherited];
  const requests = [...used.leases.keys(), ...left];
  const holds = [...used.refusals].map(({ context, operation, why }) => ({ context, operation, ...(why === undefined ? {} : { why }) }));
  const holders = holds.map(({ context, operation, why }) => `${operation} (context ${context}${why === undefined ? '' : `: ${why}`})`);
  const said = [
    ...(requests.length === 0 ? [] : [`is at work on ${requests.length === 1 ? 'a request' : `${requests.length} requests`}: ${firstOf(requests)}${leftWords(left, requests)}`]),
    ...(holders.length === 0 ? [] : [`is held by ${firstOf(holders)}`]),
    ...(requests.length + holders.length === 0 ? ['waits for an answer of the host'] : []),
  ];
  const see = requests.length > 0 ? `provost requests ${name}` : `provost holds ${name}`;
  throw new ProviderError('PROVIDER_BUSY', { provider: name, pid, requests, holds, ...(left.length === 0 ? {} : { ofEarlierHost: left }) }, {
    message: `Provider "${name}" (pid ${pid}) ${said.join(', and ')}.`,
    remedy: `Wait for it, see who: ${see}, or override: provost ${command} --force.`,
  });
}

function firstOf(words: readonly string[]): string {
  return words.length <= 5 ? words.join(', ') : `${words.slice(0, 5).join(', ')} and ${words.length - 5} more`;
}

/** Which of them an earlier host has left, where some are: nobody waits for those. */
function leftWords(left: readonly string[], requests: readonly string[]): string {
  if (left.length === 0) return '';
  if (left.length === requests.length) return ' (of an earlier host: nobody waits for its answer)';
  return ` (of an earlier host, so that nobody waits for its answer: ${firstOf(left)})`;
}
