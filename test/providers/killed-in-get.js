// killed-in-get.js: is ended by SIGKILL while it is at work.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': () => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => {});
  },
});
