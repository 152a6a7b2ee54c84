// aborts-in-get.js: aborts while it is at work.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': () => {
    process.abort();
  },
});
