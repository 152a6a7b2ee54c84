// exits-after-reply.js: answers in full and ends at once.
import { frame, rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': ({ key }, peer, id) => {
    peer.socket.write(frame({ jsonrpc: '2.0', id, result: { instance: { ...key, text: 'last words' } } }), () => process.exit(9));
    return new Promise(() => {});
  },
});
