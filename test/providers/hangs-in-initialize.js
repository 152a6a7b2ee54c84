// hangs-in-initialize.js: never answers initialize.
import { rawPeer } from '@provost/testing/raw-peer';
import { existsSync, writeFileSync } from 'node:fs';

// Polite while it is described, so that it can be registered.
const described = existsSync('.described');
writeFileSync('.described', '');
await rawPeer(described ? { 'provider/initialize': () => new Promise(() => {}) } : {});
