// answers-after-cancel.js: answers a get when it is cancelled, and says how often that was.
import { rawPeer } from '@provost/testing/raw-peer';

let cancels = 0;
const running = new Map();
await rawPeer({
  'provider/get': ({ key }, _peer, id) =>
    key.id === 'count' ? { instance: { ...key, text: String(cancels) } } : new Promise((resolve) => running.set(id, () => resolve({ instance: { ...key, text: 'late' } }))),
  '$/cancelRequest': ({ id }) => {
    cancels += 1;
    running.get(id)?.();
  },
});
