// answers-null.js: says that it validates, and answers get with null, or warns of something that is no text.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': ({ key, context }, peer, id) => {
    if (key.id === 'warn') peer.notify('host/warning', { context: context.id, message: { no: 'text' } });
    peer.send({ jsonrpc: '2.0', id, result: null });
    return new Promise(() => {});
  },
}, { hello: { features: ['validates'] } });
