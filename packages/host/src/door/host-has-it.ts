/** What can be done only with a provider that the host itself starts and ends is refused for a program that has attached itself. */
import { ProviderError } from '@provost/protocol';
import type { Registration } from '../registration/registration.js';

/** What to do where it is the program itself that is in the way. */
const STOP_IT = (name: string): string => `Stop that program, or let it detach. To refuse what is asked of it: provost disable ${name}.`;

/** The registration, where the host has its process in hand. Throws NOT_SUPPORTED, which says what the host does not do, where its program has attached itself. */
export function hostHas(registration: Registration, what: string, remedy?: string): Registration {
  const { name, decoupled } = registration;
  if (decoupled === undefined) return registration;
  throw new ProviderError('NOT_SUPPORTED', { provider: name, pid: decoupled.pid, state: 'decoupled' }, {
    message: `Provider "${name}" (pid ${decoupled.pid}) is decoupled: its program attached itself and lives by itself. The host does not ${what}.`,
    remedy: remedy ?? STOP_IT(name),
  });
}
