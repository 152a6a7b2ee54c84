// never-says-hello.js: is started and says nothing.
import { rawPeer } from '@provost/testing/raw-peer';
import { existsSync, writeFileSync } from 'node:fs';

// Polite while it is described, so that it can be registered.
const described = existsSync('.described');
writeFileSync('.described', '');
if (described) setInterval(() => {}, 1e6);
else await rawPeer();
