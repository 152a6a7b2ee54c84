// null-message.js: sends null for a message.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes('Content-Length: 4\r\n\r\nnull');
    return new Promise(() => {});
  },
});
