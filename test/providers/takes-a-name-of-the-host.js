// takes-a-name-of-the-host.js: says that it serves a class whose name begins as only those of the host do.
import { rawPeer } from '@provost/testing/raw-peer';

const schema = { type: 'object', properties: {}, additionalProperties: false };
await rawPeer({
  'provider/describe': () => ({ name: 'raw', namespace: 'root', kinds: ['object'], classes: [{ name: '__Thing', key: [], schema, methods: {}, operations: ['get'] }] }),
});
