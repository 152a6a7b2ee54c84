// no-content-length.js: answers with a header that does not say how long the body is.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes('Content-Type: utf-8\r\n\r\n{}');
    return new Promise(() => {});
  },
});
