// never-returns.js: answers everything but get, of which it heeds neither the deadline nor the cancel.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': () => new Promise(() => {}),
});
