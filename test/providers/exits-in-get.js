// exits-in-get.js: ends with code 7 while it is at work.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': () => {
    console.error('out of ideas');
    process.exit(7);
  },
});
