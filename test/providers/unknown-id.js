// unknown-id.js: answers a request that nobody made.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer, id) => {
    peer.send({ jsonrpc: '2.0', id: 4_242, result: {} });
    return new Promise(() => {});
  },
});
