// endless-length.js: announces a body of 99 GB and begins to send it.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes('Content-Length: 99999999999\r\n\r\n' + 'x'.repeat(65536));
    return new Promise(() => {});
  },
});
