/** Requests about registrations. */
import { Check, ProviderError, Register, Unregister, isProviderError, toWireError, type RegisterParams, type ResultOf } from '@provost/protocol';
import { profileOf } from '../activation/standby/profile.js';
import type { HostParts } from '../host-parts.js';
import { environmentOf } from '../registration/environment.js';
import { pushedIn } from '../operations/pushed-objects.js';
import type { Request } from '../operations/objects.js';
import { viewOf, type Registration } from '../registration/registration.js';
import type { RequestTable } from './host-door.js';
import { hostHas } from './host-has-it.js';
import { load } from './provider-requests.js';

export function answerRegistrationRequests(table: RequestTable, parts: HostParts): void {
  const { registrations, describe } = parts;
  table
    .on(Check, async (params) => {
      const { description, filesHash } = await registrations.check(params, describe);
      return { description, filesHash };
    })
    .on(Register, (params, request) => register(parts, params, request))
    .onWaiting(Unregister, async ({ name }) => {
      await unregister(parts, name);
      return {};
    });
}

/** Registers or updates. One that pushes what the host answers with is loaded once, so that there is something to read. Rejects with INVALID_REGISTRATION; with `anew`, which is for one that is not registered yet, with ALREADY_EXISTS too. */
export async function register(parts: HostParts, params: RegisterParams, request: Request, anew?: { readonly enabled: boolean }): Promise<ResultOf<typeof Register>> {
  const { registrations, activations, standbys, journal, describe } = parts;
  const { registration, updated } = await registrations.register(params, describe, anew);
  journal.append(updated ? 'updated' : 'registered', { provider: registration.name, path: registration.path });
  if (updated) activations.update(registration);
  const profile = profileOf(registration, environmentOf({}));
  if (profile === undefined) standbys.tend(); // It may have been the last of another one.
  else standbys.used(profile);
  const loaded = registration.enabled && pushedIn(registration.description).length > 0 ? await loadOnce(parts, registration, request) : undefined;
  return { registration: viewOf(registration), updated, ...(loaded === undefined ? {} : { loaded }) };
}

/** Settles when nothing of it is left running. Rejects with NOT_FOUND, or NOT_SUPPORTED for a program that has attached itself. */
export async function unregister({ registrations, activations, standbys, journal, clearAfterEdits, knownStores }: HostParts, name: string): Promise<void> {
  const registration = hostHas(registrations.get(name), 'end its registration, which lasts as long as it is attached');
  clearAfterEdits.forget(registration.name); // Before the registration goes: whatever ends the host now, nothing is left for a later one of that name.
  knownStores.forget(registration.name);
  registrations.unregister(name);
  standbys.tend();
  await activations.remove(registration.name, new ProviderError('NOT_FOUND', { provider: name }, { message: `Provider "${name}" was unregistered.` }));
  journal.append('unregistered', { provider: name });
}

/** It is registered, whatever comes of its load. */
async function loadOnce(parts: HostParts, registration: Registration, request: Request): Promise<NonNullable<ResultOf<typeof Register>['loaded']>> {
  try {
    await load(parts, parts.activations.slot(registration), request);
    return {};
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return { failure: toWireError(error) };
  }
}
