// bad-utf8.js: sends a body that is no text.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer) => {
    peer.sendBytes(Buffer.concat([Buffer.from('Content-Length: 4\r\n\r\n'), Buffer.from([0x22, 0xc3, 0x28, 0x22])]));
    return new Promise(() => {});
  },
});
