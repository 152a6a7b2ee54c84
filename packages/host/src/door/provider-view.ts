/** Providers as operators see them: a line of `ls`, and all of `describe`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HoldView, ProviderDetail, ProviderState, ProviderView } from '@provost/protocol';
import type { Slot } from '../activation/slot.js';
import type { HostParts } from '../host-parts.js';
import { dueWindow } from '../lifecycle/clear-after.js';
import { viewOf, type Registration } from '../registration/registration.js';
import { hangReports } from '../supervision/hang-report.js';
import { viewOfAttached } from './attached-view.js';

const PAGE_BYTES = 4_096;

/** A line of `provost ls`. */
export async function viewOfProvider(parts: HostParts, slot: Slot): Promise<ProviderView> {
  const { registration, alive } = slot;
  const exits = parts.exits.of(registration.name);
  const nowMs = parts.clock.nowMs();
  const idle = alive?.state.name === 'idle' ? alive.state : undefined;
  return {
    name: registration.name,
    namespace: registration.description.namespace,
    kinds: registration.description.kinds,
    enabled: registration.enabled,
    state: stateOf(slot),
    pid: alive?.pid ?? null,
    generation: alive?.generation ?? Math.max(0, ...exits.map((exit) => exit.generation)),
    inFlight: alive === undefined ? 0 : alive.leases.size + alive.inherited.size,
    holds: alive?.refusals.size ?? 0,
    idleMs: idle === undefined ? null : Math.round(nowMs - idle.sinceMs),
    dueInMs: idle === undefined ? null : dueWindow(idle, parts.limits.clearAfter(registration).clearAfterMs, nowMs),
    rssBytes: alive?.pid == null ? null : await rssOf(alive.pid),
    loads: slot.loads,
    crashes: slot.crashes,
    lastExit: exits[0] ?? null,
    heldOff: slot.supervision.view(),
  };
}

/** The same of whichever provider is registered or attached. */
export async function viewOfAny(parts: HostParts, registration: Registration): Promise<ProviderView> {
  if (registration.decoupled !== undefined) return viewOfAttached(parts.attached.of(registration));
  const slot = parts.activations.known(registration);
  return slot === undefined ? viewOfUnasked(parts, registration) : viewOfProvider(parts, slot);
}

/** The same of one that nobody has asked for since the host was started. */
function viewOfUnasked({ exits }: HostParts, { name, description: { namespace, kinds }, enabled }: Registration): ProviderView {
  const ended = exits.of(name);
  return {
    name, namespace, kinds, enabled, state: 'unloaded', pid: null, generation: Math.max(0, ...ended.map(({ generation }) => generation)),
    inFlight: 0, holds: 0, idleMs: null, dueInMs: null, rssBytes: null, loads: 0, crashes: 0, lastExit: ended[0] ?? null, heldOff: null,
  };
}

/** The state of whichever provider is registered or attached. */
export function stateOfAny(parts: HostParts, registration: Registration): ProviderState {
  if (registration.decoupled !== undefined) return viewOfAttached(parts.attached.of(registration)).state;
  const slot = parts.activations.known(registration);
  return slot === undefined ? 'unloaded' : stateOf(slot);
}

/** All that is known of one. */
export async function detailOf(parts: HostParts, slot: Slot): Promise<ProviderDetail> {
  const { registration } = slot;
  const exits = parts.exits.of(registration.name);
  const counts = parts.inFlight.served(slot);
  const { clearAfterMs, origin, kinds } = parts.limits.clearAfterOf(registration);
  return {
    ...(await viewOfProvider(parts, slot)),
    registration: viewOf(registration),
    stateSince: (slot.alive?.stateSince ?? new Date(quarantinedSince(slot) ?? exits[0]?.at ?? registration.registeredAt)).toISOString(),
    waiting: slot.waiting,
    requestsServed: counts.served,
    requestsFailed: counts.failed,
    changedFiles: await parts.registrations.isChanged(registration),
    exits,
    refusals: holdsOf(parts, slot),
    limits: {
      clearAfterMs: clearAfterMs === Infinity ? 'never' : clearAfterMs,
      loadTimeoutMs: parts.limits.of(registration, 'loadTimeoutMs'),
      releaseTimeoutMs: parts.limits.of(registration, 'releaseTimeoutMs'),
      operationTimeoutMs: parts.limits.of(registration, 'operationTimeoutMs'),
      concurrency: parts.limits.of(registration, 'concurrency'),
    },
    clearAfterFrom: { origin, kinds },
    silentMs: parts.activations.silentMs(slot),
    hangReport: (await hangReports(join(parts.state, 'logs', registration.name)))[0] ?? null,
    dataDirectory: join(parts.state, 'data', registration.name),
    logDirectory: join(parts.state, 'logs', registration.name),
  };
}

/** Who refuses to have it unloaded, the first to refuse first. */
export function holdsOf({ clock }: HostParts, { alive, registration }: Slot): HoldView[] {
  if (alive === undefined) return [];
  const { pid, generation, refusals } = alive;
  const nowMs = clock.nowMs();
  return [...refusals].map(({ context, operation, why, since, sinceMs }) => ({
    provider: registration.name, pid, generation, context, operation, why: why ?? null, since: since.toISOString(), ageMs: Math.round(nowMs - sinceMs),
  }));
}

/** A provider's state in the operators' words: one that drains is at work. */
export function stateOf({ alive, supervision }: Slot): ProviderState {
  const name = alive?.state.name ?? 'gone';
  if (name === 'draining') return 'busy';
  if (name !== 'gone') return name;
  const how = supervision.view()?.how;
  return how === 'quarantined' || how === 'probing' ? 'quarantined' : 'unloaded';
}

function quarantinedSince(slot: Slot): string | undefined {
  return stateOf(slot) === 'quarantined' ? slot.supervision.view()?.since : undefined;
}

/** Resident memory, or null where the process is gone or the system does not say. */
async function rssOf(pid: number): Promise<number | null> {
  try {
    return Number((await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')[1]) * PAGE_BYTES;
  } catch {
    return null; // It has ended between the look at its state and this one.
  }
}
