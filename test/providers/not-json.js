// not-json.js: sends a body that is not JSON.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes('Content-Length: 5\r\n\r\n{oops');
    return new Promise(() => {});
  },
});
