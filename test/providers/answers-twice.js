// answers-twice.js: answers one request twice; the second time differently.
import { frame, rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': ({ key }, peer, id) => {
    const instance = (text) => ({ jsonrpc: '2.0', id, result: { instance: { ...key, text } } });
    peer.sendBytes(Buffer.concat([frame(instance('first')), frame(instance('second'))]));
    return new Promise(() => {});
  },
});
