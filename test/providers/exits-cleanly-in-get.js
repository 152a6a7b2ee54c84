// exits-cleanly-in-get.js: ends with code 0 while it is at work.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': () => {
    process.exit(0);
  },
});
