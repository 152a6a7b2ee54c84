// What the misbehaving ones here have in common: a class of events Alarm, and one of things, served politely; they differ in how they answer a subscription.
import { description, rawPeer } from '@provost/testing/raw-peer';

const integer = { type: 'integer' };
const alarm = { name: 'Alarm', superclass: '__ExtrinsicEvent', events: true, key: [], schema: { type: 'object', properties: { hour: integer }, required: ['hour'], additionalProperties: false }, methods: {}, operations: [] };
const all = description({ kinds: ['object', 'event'], classes: [...description().classes, alarm] });

export function rawEvents(subscribe, more = {}) {
  return rawPeer({
    'provider/describe': () => {
      setImmediate(() => process.exit(0));
      return all;
    },
    'provider/initialize': () => ({ description: all }),
    'provider/queries': () => ({}),
    'provider/subscribe': subscribe,
    '$/cancelRequest': ({ id }) => ends.get(id)?.(),
    ...more,
  });
}

const ends = new Map();

/** Until the request is cancelled. */
export function untilCancelled(id) {
  return new Promise((_, reject) => ends.set(id, () => reject({ code: 1, message: 'It was cancelled.' })));
}

/** Says that it has begun, and raises these. */
export function raise(peer, { context }, ...batches) {
  for (const rows of [[], ...batches]) peer.notify('host/rows', { context: context.id, rows });
}
