// overdraws-credit.js: sends more rows than it was granted.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/list': ({ context }, peer) => {
    for (let n = 0; n < 1_000; n += 1) peer.notify('host/rows', { context: context.id, rows: [{ id: String(n), text: 'raw' }] });
    return new Promise(() => {});
  },
});
