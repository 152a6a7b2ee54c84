// line-feeds-only.js: ends its header lines as no other does.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes('Content-Length: 2\n\n{}'+ 'x'.repeat(300));
    return new Promise(() => {});
  },
});
