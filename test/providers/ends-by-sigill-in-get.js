// ends-by-sigill-in-get.js: is ended by SIGILL while it is at work.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': () => new Promise(() => process.kill(process.pid, 'SIGILL')),
});
