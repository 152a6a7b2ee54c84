// segfaults-in-get.js: is ended by SIGSEGV while it is at work.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': () => new Promise(() => process.kill(process.pid, 'SIGSEGV')),
});
