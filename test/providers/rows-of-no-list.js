// rows-of-no-list.js: says that it validates, and sends rows that are a number.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/list': ({ context }, peer) => {
    if (context.id.endsWith('.1')) peer.notify('host/rows', { context: context.id, rows: 5 });
    else peer.notify('host/rows', { context: context.id, rows: [{ id: '1', text: 'raw' }] });
    return { count: 1 };
  },
}, { hello: { features: ['validates'] } });
