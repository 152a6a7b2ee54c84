// lettered-length.js: announces a length that ends in letters.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes('Content-Length: 37abc\r\n\r\n{}');
    return new Promise(() => {});
  },
});
