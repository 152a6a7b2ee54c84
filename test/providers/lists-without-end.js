// lists-without-end.js: lists for ever, within its credit, whatever limit was asked for.
import { rawPeer } from '@provost/testing/raw-peer';

let next = 0;
const batch = (peer, context) => peer.notify('host/rows', { context, rows: [next++, next++].map((n) => ({ id: String(n), text: 'raw' })) });
await rawPeer({
  'provider/list': ({ context, credit }, peer) => {
    for (let n = 0; n < credit; n += 1) batch(peer, context.id);
    return new Promise(() => {});
  },
  'provider/credit': ({ context, credit }, peer) => {
    for (let n = 0; n < credit; n += 1) batch(peer, context);
  },
});
