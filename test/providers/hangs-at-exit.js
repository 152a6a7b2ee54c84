// hangs-at-exit.js: answers release and then exits, and its exit never comes to an end. SIGTERM means nothing to it.
import { rawPeer } from '@provost/testing/raw-peer';

process.on('SIGTERM', () => {});
process.on('exit', () => {
  for (;;);
});
await rawPeer();
