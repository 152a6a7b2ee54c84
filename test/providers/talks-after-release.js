// talks-after-release.js: goes on talking after it said that it has released.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/release': (_params, peer) => {
    setImmediate(() => {
      for (let n = 0; n < 100; n += 1) peer.notify('host/progress', { percent: n });
      peer.send({ jsonrpc: '2.0', id: 4_242, result: {} });
    });
    return { outcome: 'released' };
  },
}, { outlivesChannel: true });
