// stops-reading.js: reads nothing more after its first get.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.socket.pause();
    setInterval(() => {}, 1e6);
    return new Promise(() => {});
  },
});
