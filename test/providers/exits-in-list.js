// exits-in-list.js: ends after three of its rows.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/list': ({ context }, peer) => {
    const rows = ['1', '2', '3'].map((id) => ({ id, text: 'raw' }));
    peer.notify('host/rows', { context: context.id, rows });
    setImmediate(() => process.exit(4));
    return new Promise(() => {});
  },
});
