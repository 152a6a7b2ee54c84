/** A class that can be asked for, and who answers for it. */
import type { HostClass } from '../host-classes/host-class.js';
import type { RegisteredClass } from '../registration/held-registrations.js';

/** A class, with its registration where a provider serves it. */
export type KnownClass = RegisteredClass | HostClass;

/** Where a class is found: two classes of one place are one class. */
export type ClassPlace = Pick<KnownClass, 'namespace' | 'definition'>;

/** Whether a provider serves it. */
export function isRegistered(known: KnownClass): known is RegisteredClass {
  return 'registration' in known;
}

/** What stands in a provider's place where the host serves a class itself. No provider can be called so. */
export const HOST_AS_PROVIDER = 'host';
