// number-message.js: sends a number for a message.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes('Content-Length: 2\r\n\r\n42');
    return new Promise(() => {});
  },
});
