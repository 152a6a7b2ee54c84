/** What can be done with a provider as an object, whether it is loaded or not: WMI's `Load`, `UnLoad`, `Suspend` and `Resume` of MSFT_Providers. */
import type { JsonObject, SchemaNode } from '@provost/protocol';
import type { Slot } from '../activation/slot.js';
import { hostHas } from '../door/host-has-it.js';
import { load, refuseInUse, setEnabled, unload } from '../door/provider-requests.js';
import type { HostCall, HostMethod } from '../host-classes/host-class.js';
import type { HostParts } from '../host-parts.js';
import type { Registration } from '../registration/registration.js';

const nothing: SchemaNode = { type: 'object', properties: {}, additionalProperties: false };
const withForce: SchemaNode = {
  type: 'object', additionalProperties: false,
  properties: { force: { type: 'boolean', description: 'Also where it is at work or held.' } },
};
const ended: SchemaNode = {
  type: 'object', additionalProperties: false,
  properties: {
    pid: { type: 'integer', description: 'Of the process that has ended; absent where none was.' },
    staysAs: { type: 'string', description: 'client, where it goes on as one.' },
  },
};

/** The methods, each of the provider whose name is the key. They reject with NOT_FOUND where none of that name is registered. */
export function providerMethods(host: () => HostParts): Readonly<Record<string, HostMethod>> {
  const named = (key: JsonObject | undefined): Registration => host().registrations.get(String(key?.['name']));
  const slotOf = (key: JsonObject | undefined, what: string): Slot => host().activations.slot(hostHas(named(key), what));
  return {
    Load: {
      definition: {
        description: 'Loads it now, as the first request would. One that is suspended is not.',
        params: nothing, returns: { type: 'object', additionalProperties: false, properties: { pid: { type: 'integer' }, generation: { type: 'integer' } }, required: ['generation'] },
      },
      invoke: async (key, _args, call) => {
        const { pid, generation } = await load(host(), slotOf(key, 'load it'), call);
        return { ...(pid === null ? {} : { pid }), generation };
      },
    },
    UnLoad: {
      definition: { description: 'Unloads it now; the next request loads it again.', params: withForce, returns: ended },
      invoke: (key, { force }, call) => unloaded(host(), slotOf(key, 'unload it'), force === true, call),
    },
    Suspend: {
      definition: { description: 'Unloads it, and has requests fail as PROVIDER_DISABLED until Resume, also after a restart of the host. A program that has attached itself stays, and is asked nothing.', params: withForce, returns: ended },
      invoke: async (key, { force }, call) => {
        const { name, decoupled } = named(key);
        if (decoupled !== undefined) {
          await setEnabled(host(), name, false, call);
          return {};
        }
        const slot = slotOf(key, 'unload it');
        if (force !== true) await refuseInUse(host(), slot, `unload ${name}`); // Before anything is changed.
        await setEnabled(host(), name, false, call);
        return unloaded(host(), slot, true, call);
      },
    },
    Resume: {
      definition: { description: 'Lets requests load it again after Suspend.', params: nothing },
      invoke: async (key, _args, call) => void (await setEnabled(host(), named(key).name, true, call)),
    },
  };
}

async function unloaded(parts: HostParts, slot: Slot, force: boolean, call: HostCall): Promise<JsonObject> {
  const { exit, staysAs } = await unload(parts, slot, force, call);
  return { ...(exit === null ? {} : { pid: exit.pid }), ...(staysAs === undefined ? {} : { staysAs }) };
}
