/** The providers that are loaded, and the programs that are attached, as objects: WMI's MSFT_Providers. To look at them loads none. */
import type { JsonObject } from '@provost/protocol';
import { AttachedProvider } from '../decoupled/attached-provider.js';
import { viewOfAny } from '../door/provider-view.js';
import { hostClass, type HostClass } from '../host-classes/host-class.js';
import type { HostParts } from '../host-parts.js';
import type { Registration } from '../registration/registration.js';
import { ROOT, shown, text, told, toldAt, toldTexts } from './property-types.js';
import { providerMethods } from './provider-methods.js';

const PROPERTIES = {
  name: text('As it is registered.'),
  namespace: told('string', 'Of its classes.'),
  kinds: toldTexts('object, property, event, eventConsumer.'),
  state: told('string', 'As provost ls shows it.'),
  stateSince: toldAt('Since when it is in that state.'),
  pid: told('integer', 'Its process; absent before there is one.'),
  generation: told('integer', 'How many processes it has had.'),
  lives: told('integer', 'Its processes that are there: more than one while an old one leaves.'),
  inFlight: told('integer', 'Requests that it is at work on.'),
  waiting: told('integer', 'Requests that wait for it.'),
  holds: told('integer', 'Contexts that refuse to have it unloaded.'),
  idleMs: told('integer', 'How long it has been idle; absent where it is not.'),
  dueInMinMs: told('integer', 'It is unloaded from then on where it stays idle; absent where it is not idle, or never due.'),
  dueInMaxMs: told('integer', 'It is unloaded by then.'),
  rssBytes: told('integer', 'Memory of its process that is resident.'),
  loads: told('integer', 'How often it was loaded since the host has started.'),
  crashes: told('integer', 'How often it has crashed since then.'),
  requestsServed: told('integer', 'Requests that were answered since then.'),
  requestsFailed: told('integer', 'Requests that have failed since then.'),
  operations: { ...told('object', 'How often it was asked for each operation since then: get, list, create, modify, delete, invoke, load, subscribe.'), additionalProperties: { type: 'integer' } as const },
};

const OPTIONAL: readonly string[] = ['pid', 'idleMs', 'dueInMinMs', 'dueInMaxMs', 'rssBytes'];

/** `root:LoadedProvider`. Its methods are for any provider that is registered. */
export function loadedProviderClass(host: () => HostParts): HostClass {
  return hostClass(
    {
      namespace: ROOT, name: 'LoadedProvider', key: ['name'],
      description: 'A provider that is loaded, or a program that has attached itself. WMI: MSFT_Providers. Its methods are those of ProviderRegistration too, where one that is not loaded is found.',
      schema: { type: 'object', additionalProperties: false, required: Object.keys(PROPERTIES).filter((name) => !OPTIONAL.includes(name)), properties: PROPERTIES },
    },
    {
      get: ({ name }) => {
        const { registrations } = host();
        const registration = registrations.find(String(name));
        return registration === undefined ? undefined : instanceOf(host(), registration);
      },
      list: async function* () {
        const parts = host();
        for (const registration of parts.registrations.list()) {
          const instance = await instanceOf(parts, registration);
          if (instance !== undefined) yield instance;
        }
      },
      methods: providerMethods(host),
    },
  );
}

async function instanceOf(parts: HostParts, registration: Registration): Promise<JsonObject | undefined> {
  const slot = registration.decoupled === undefined ? parts.activations.peek(registration.name) : parts.attached.of(registration);
  const since = slot instanceof AttachedProvider ? slot.since : slot?.alive?.stateSince;
  if (slot === undefined || since === undefined) return undefined;
  const view = await viewOfAny(parts, registration);
  const { served, failed, byOperation } = parts.inFlight.served(slot);
  return shown(PROPERTIES, {
    ...view, stateSince: since.toISOString(), lives: [...slot.lives].length, waiting: slot.waiting,
    dueInMinMs: view.dueInMs?.min, dueInMaxMs: view.dueInMs?.max, requestsServed: served, requestsFailed: failed, operations: { ...byOperation },
  });
}
