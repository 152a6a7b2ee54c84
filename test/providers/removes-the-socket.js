// removes-the-socket.js: takes the host's socket away while it is at work.
import { unlinkSync } from 'node:fs';
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': ({ key }, { bootstrap }) => {
    unlinkSync(bootstrap.socket);
    return { instance: { ...key, text: 'removed' } };
  },
});
