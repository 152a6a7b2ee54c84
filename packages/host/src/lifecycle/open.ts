/** What is open on an activation, and which state that makes: busy, held or idle. */
import { NO_CONTEXTS, type ActivationState, type LifecycleEvent, type Open, type Serving } from './activation-state.js';

const NOTHING_OPEN: Open = { leases: 0, calls: 0, refusals: NO_CONTEXTS };

/** What is open in a state. */
export function openOf(state: ActivationState): Open {
  if (state.name === 'held') return { leases: 0, calls: 0, refusals: state.refusals };
  if ('leases' in state) return { leases: state.leases, calls: state.calls, refusals: state.refusals };
  if (state.name === 'releasing') return { leases: 0, calls: state.calls, refusals: state.refusals };
  return state.name === 'client' ? { ...NOTHING_OPEN, calls: state.calls } : NOTHING_OPEN;
}

/** The state of a serving activation with so much open; it keeps its beginning where its name stays. */
export function afterUse({ leases, calls, refusals }: Open, nowMs: number, before?: Serving): Serving {
  if (leases + calls > 0) return { name: 'busy', sinceMs: before?.name === 'busy' ? before.sinceMs : nowMs, leases, calls, refusals };
  if (refusals.length > 0) return { name: 'held', sinceMs: before?.name === 'held' ? before.sinceMs : nowMs, refusals };
  return { name: 'idle', sinceMs: nowMs, fromMs: nowMs };
}

/** What opens or closes something on an activation. */
export type OpenEvent = Extract<LifecycleEvent, { name: 'lease-ended' | 'call-opened' | 'call-closed' | 'refused' | 'requested' }>;

/** Whether an event is about what is open. */
export function isOpenEvent(event: LifecycleEvent): event is OpenEvent {
  return event.name === 'lease-ended' || event.name === 'call-opened' || event.name === 'call-closed' || event.name === 'refused' || event.name === 'requested';
}

/** What is open after it; the same where that changes nothing. */
export function openAfter(open: Open, event: OpenEvent): Open {
  switch (event.name) {
    case 'lease-ended':
      return open.leases === 0 ? open : { ...open, leases: open.leases - 1 };
    case 'call-opened':
      return { ...open, calls: open.calls + 1 };
    case 'call-closed':
      return open.calls === 0 ? open : { ...open, calls: open.calls - 1 };
    case 'refused':
      return open.refusals.includes(event.context) ? open : { ...open, refusals: [...open.refusals, event.context] };
    case 'requested':
      return open.refusals.includes(event.context) ? { ...open, refusals: open.refusals.filter((other) => other !== event.context) } : open;
  }
}
