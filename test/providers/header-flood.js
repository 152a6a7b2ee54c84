// header-flood.js: sends a header that never ends.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes('x'.repeat(25 * 1024 * 1024));
    return new Promise(() => {});
  },
});
