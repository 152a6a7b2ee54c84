// deep-nesting.js: answers with 10,000 arrays in one another.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': (_params, peer, id) => {
    const body = `{"jsonrpc":"2.0","id":${id},"result":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    peer.sendBytes(`Content-Length: ${body.length}\r\n\r\n${body}`);
    return new Promise(() => {});
  },
});
