// id-of-wrong-type.js: answers with the right number as a text.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer, id) => {
    peer.send({ jsonrpc: '2.0', id: String(id), result: {} });
    return new Promise(() => {});
  },
});
