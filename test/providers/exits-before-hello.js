// exits-before-hello.js: ends before it has said hello, with a code and a last word.
import { rawPeer } from '@provost/testing/raw-peer';
import { existsSync, writeFileSync } from 'node:fs';

// Polite while it is described, so that it can be registered.
const described = existsSync('.described');
writeFileSync('.described', '');
if (described) {
  console.error('no licence found');
  process.exit(3);
}
await rawPeer();
