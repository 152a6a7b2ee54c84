// notification-flood.js: sends 200,000 notifications at once before it answers.
import { frame, rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': ({ key, context }, peer) => {
    const one = frame({ jsonrpc: '2.0', method: 'host/progress', params: { context: context.id, percent: 1 } });
    for (let n = 0; n < 200; n += 1) peer.sendBytes(Buffer.concat(Array(1_000).fill(one)));
    return { instance: { ...key, text: 'at last' } };
  },
});
