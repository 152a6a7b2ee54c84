/** Calls that providers make while they serve others: who waits for whom through how many of them. A chain that is too deep or closes on itself is refused. */
import { ProviderError } from '@provost/protocol';
import type { AskedFrom } from '../activation/asked-from.js';
import type { LeaseSource, ServingPeer } from '../activation/lease-source.js';
import { circular } from '../activation/slot-errors.js';
import type { Operation } from './operation.js';

export type { AskedFrom } from '../activation/asked-from.js';

const NOBODY: readonly ServingPeer[] = [];

/** The activations that wait for what is asked, the first asker first. Throws SERVER_LIMITS_EXCEEDED past the limit. */
export function chainOf(from: AskedFrom | undefined, limitOf: () => number): readonly ServingPeer[] {
  if (from === undefined) return NOBODY;
  const limit = limitOf();
  const chain = [...(from.activation.leases.get(from.context)?.chain ?? []), from.activation];
  if (chain.length <= limit) return chain;
  const names = chain.map(({ registration }) => registration.name);
  throw new ProviderError('SERVER_LIMITS_EXCEEDED', { provider: names.at(-1) as string, limit: 'call-depth', value: limit, chain: names }, {
    message: `Providers ask each other more than ${limit} deep (call-depth): ${names.join(' -> ')}.`,
    remedy: 'Look for a circle among them; where none is, raise it: provost settings call-depth N.',
  });
}

/**
 * The activation of this slot that waits for the answer itself, if there is one: only it can give it. One that has nothing open serves
 * like any other.
 */
export function ownLink(chain: readonly ServingPeer[], slot: LeaseSource): ServingPeer | undefined {
  return chain.findLast(({ state, registration }) => registration.name === slot.registration.name && state.name !== 'client' && state.name !== 'idle' && state.name !== 'gone');
}

/** Throws when who asks would wait for a provider that cannot come to serve before it has its answer. */
export function refuseCircle(chain: readonly ServingPeer[], slot: LeaseSource, waiting: Iterable<Operation>): void {
  if (chain.length === 0) return;
  const all = [...waiting];
  const seen = new Set<LeaseSource>();
  const visit = (at: LeaseSource): void => {
    if (seen.has(at)) return;
    seen.add(at);
    for (const life of at.lives) {
      if (life.isServing || life.state.name === 'client') continue;
      if (chain.includes(life)) throw circular(life);
      for (const operation of all) if (operation.isWaiting && operation.asked.from?.activation === life) visit(operation.slot);
    }
  };
  visit(slot);
}
