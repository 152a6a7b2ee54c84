// blocks-in-get.js: blocks its event loop for ever while it is at work.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': () => {
    for (;;);
  },
});
