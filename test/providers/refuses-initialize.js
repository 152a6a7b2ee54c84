// refuses-initialize.js: answers initialize with an error.
import { rawPeer } from '@provost/testing/raw-peer';
import { existsSync, writeFileSync } from 'node:fs';

// Polite while it is described, so that it can be registered.
const described = existsSync('.described');
writeFileSync('.described', '');
await rawPeer(described ? { 'provider/initialize': () => { throw { code: 1, message: 'the database is not there', data: { name: 'FAILED', remedy: 'start the database' } }; } } : {});
