/** The host itself as an object: what `provost status` shows. */
import type { JsonObject } from '@provost/protocol';
import { statusOf } from '../door/host-status.js';
import { hostClass, type HostClass } from '../host-classes/host-class.js';
import type { HostParts } from '../host-parts.js';
import { ROOT, shown, told, toldAt } from './property-types.js';

const PROPERTIES = {
  pid: told('integer', 'Its process.'),
  version: told('string', 'Of the host.'),
  protocol: told('integer', 'The version of the protocol that it speaks.'),
  node: told('string', 'The Node that runs it.'),
  startedAt: toldAt('When it has started.'),
  uptimeMs: told('integer', 'How long it has been up.'),
  epoch: told('integer', 'How many hosts this state directory has had.'),
  state: told('string', 'Its state directory.'),
  socket: told('string', 'Where it is reached.'),
  embedded: told('boolean', 'Whether it is part of an application.'),
  keeperPid: told('integer', 'The process that starts and reaps the providers; absent before the first.'),
  standbys: told('integer', 'Processes that were started ahead and wait for a provider.'),
  registrations: told('integer', 'Providers that are registered.'),
  loaded: told('integer', 'Providers that are loaded.'),
  inFlight: told('integer', 'Requests under way.'),
  clients: told('integer', 'Clients that are connected.'),
  rssBytes: told('integer', 'Memory of the host alone that is resident.'),
  stopping: told('boolean', 'Whether its stop has begun.'),
};

/** `root:HostProcess`, which has one instance. */
export function hostProcessClass(host: () => HostParts): HostClass {
  const instance = (): JsonObject => {
    const { keeper, standbys, ...status } = statusOf(host());
    return shown(PROPERTIES, { ...status, standbys: standbys.length, keeperPid: keeper?.pid });
  };
  return hostClass(
    {
      namespace: ROOT, name: 'HostProcess', key: [], description: 'The host itself.',
      schema: { type: 'object', additionalProperties: false, required: Object.keys(PROPERTIES).filter((name) => name !== 'keeperPid'), properties: PROPERTIES },
    },
    { get: instance, list: () => [instance()] },
  );
}
