// sleeps-in-get.js: blocks its event loop in a call that does not return, and costs nothing meanwhile.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
});
