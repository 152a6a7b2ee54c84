/** What is open on an activation, and which state that makes: busy, held or idle. */
import { NO_CONTEXTS, type ActivationState, type Contexts, type Open, type Serving } from './activation-state.js';

const NOTHING_OPEN: Open = { leases: 0, calls: 0, refusals: NO_CONTEXTS };

/** What is open in a state. */
export function openOf(state: ActivationState): Open {
  if (state.name === 'held') return { leases: 0, calls: 0, refusals: state.refusals };
  if ('leases' in state) return { leases: state.leases, calls: state.calls, refusals: state.refusals };
  return NOTHING_OPEN;
}

/** The state of a serving activation with so much open; it keeps its beginning where its name stays. */
export function afterUse({ leases, calls, refusals }: Open, nowMs: number, before?: Serving): Serving {
  if (leases + calls > 0) return { name: 'busy', sinceMs: before?.name === 'busy' ? before.sinceMs : nowMs, leases, calls, refusals };
  if (refusals.length > 0) return { name: 'held', sinceMs: before?.name === 'held' ? before.sinceMs : nowMs, refusals };
  return { name: 'idle', sinceMs: nowMs, fromMs: nowMs };
}

/** The same contexts when it is among them already. */
export function withContext(contexts: Contexts, context: string): Contexts {
  return contexts.includes(context) ? contexts : [...contexts, context];
}

/** The same contexts when it is not among them. */
export function withoutContext(contexts: Contexts, context: string): Contexts {
  return contexts.includes(context) ? contexts.filter((other) => other !== context) : contexts;
}
