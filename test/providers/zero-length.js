// zero-length.js: announces an empty body.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes('Content-Length: 0\r\n\r\n');
    return new Promise(() => {});
  },
});
