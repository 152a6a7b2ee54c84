// exponent-length.js: announces a length that only some readers understand.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes('Content-Length: 1e3\r\n\r\n{}');
    return new Promise(() => {});
  },
});
