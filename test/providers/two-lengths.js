// two-lengths.js: announces two lengths.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes('Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ');
    return new Promise(() => {});
  },
});
