// half-a-reply.js: sends half of its first answer and ends.
import { frame, rawPeer } from '@provost/testing/raw-peer';

let begun = false;
await rawPeer({
  'provider/get': (_params, peer, id) => {
    if (!begun) peer.socket.write(frame({ jsonrpc: '2.0', id, result: { instance: { id: 'x', text: 'raw' } } }).subarray(0, 60), () => process.exit(9));
    begun = true;
    return new Promise(() => {});
  },
});
