// no-version.js: answers without saying that it speaks JSON-RPC 2.0.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer, id) => {
    peer.send({ id, result: {} });
    return new Promise(() => {});
  },
});
