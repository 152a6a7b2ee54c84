// negative-length.js: announces a body of less than nothing.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes('Content-Length: -5\r\n\r\n{}');
    return new Promise(() => {});
  },
});
