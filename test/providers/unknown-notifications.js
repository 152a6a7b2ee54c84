// unknown-notifications.js: notifies the host of 5,000 things that it does not know.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer, id) => {
    for (let n = 0; n < 5_000; n += 1) peer.notify('host/gossip', { n });
    return new Promise(() => {});
  },
});
