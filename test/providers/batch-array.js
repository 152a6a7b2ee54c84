// batch-array.js: sends several messages as one array.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes('Content-Length: 2\r\n\r\n[]');
    return new Promise(() => {});
  },
});
