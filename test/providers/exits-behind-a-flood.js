// exits-behind-a-flood.js: answers behind a thousand words of progress and ends at once, so that its exit is seen before all of it is read.
import { frame, rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': ({ key, context }, peer, id) => {
    const progress = frame({ jsonrpc: '2.0', method: 'host/progress', params: { context: context.id, percent: 50 } });
    const answer = frame({ jsonrpc: '2.0', id, result: { instance: { ...key, text: 'last words' } } });
    peer.socket.write(Buffer.concat([...Array.from({ length: 1_000 }, () => progress), answer]), () => process.exit(9));
    return new Promise(() => {});
  },
});
