// one-wrong-row.js: every other list has, in one batch, a good row, one that is no instance of the class, and another good one; the rest are good.
import { rawPeer } from '@provost/testing/raw-peer';

let lists = 0;

await rawPeer({
  'provider/list': ({ context }, peer) => {
    lists += 1;
    const text = lists % 2 === 1 ? 7 : 'raw';
    peer.notify('host/rows', { context: context.id, rows: [{ id: '1', text: 'raw' }, { id: '2', text }, { id: '3', text: 'raw' }] });
    return { count: 3 };
  },
});
