// exits-in-initialize.js: ends while it is initialised.
import { rawPeer } from '@provost/testing/raw-peer';
import { existsSync, writeFileSync } from 'node:fs';

// Polite while it is described, so that it can be registered.
const described = existsSync('.described');
writeFileSync('.described', '');
await rawPeer(described ? { 'provider/initialize': () => { console.error('Error: Cannot find module ./db'); process.exit(1); } } : {});
