/** Requests about registrations. */
import { Check, ProviderError, Register, Unregister } from '@provost/protocol';
import { profileOf } from '../activation/standby/profile.js';
import type { HostParts } from '../host-parts.js';
import { environmentOf } from '../registration/environment.js';
import { viewOf } from '../registration/registration.js';
import type { RequestTable } from './host-door.js';

export function answerRegistrationRequests(table: RequestTable, parts: HostParts): void {
  const { registrations, activations, standbys, journal, describe, clearAfterEdits, knownStores } = parts;
  table
    .on(Check, async (params) => {
      const { description, filesHash } = await registrations.check(params, describe);
      return { description, filesHash };
    })
    .on(Register, async (params) => {
      const { registration, updated } = await registrations.register(params, describe);
      journal.append(updated ? 'updated' : 'registered', { provider: registration.name, path: registration.path });
      if (updated) activations.update(registration);
      const profile = profileOf(registration, environmentOf({}));
      if (profile === undefined) standbys.tend(); // It may have been the last of another one.
      else standbys.used(profile);
      return { registration: viewOf(registration), updated };
    })
    .on(Unregister, async ({ name }) => {
      const registration = registrations.get(name);
      clearAfterEdits.forget(registration.name); // Before the registration goes: whatever ends the host now, nothing is left for a later one of that name.
      knownStores.forget(registration.name);
      registrations.unregister(name);
      standbys.tend();
      await activations.remove(registration.name, new ProviderError('NOT_FOUND', { provider: name }, { message: `Provider "${name}" was unregistered.` }));
      journal.append('unregistered', { provider: name });
      return {};
    });
}
