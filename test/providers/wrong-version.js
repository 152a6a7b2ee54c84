// wrong-version.js: speaks a protocol of another age.
import { rawPeer } from '@provost/testing/raw-peer';
import { existsSync, writeFileSync } from 'node:fs';

// Polite while it is described, so that it can be registered.
const described = existsSync('.described');
writeFileSync('.described', '');
await rawPeer({}, described ? { hello: { protocol: { min: 7, max: 9 } } } : {});
