// garbage-in-initialize.js: answers initialize with garbage.
import { rawPeer } from '@provost/testing/raw-peer';
import { existsSync, writeFileSync } from 'node:fs';

// Polite while it is described, so that it can be registered.
const described = existsSync('.described');
writeFileSync('.described', '');
await rawPeer(described ? { 'provider/initialize': (_params, peer) => { peer.sendBytes('hello, world\r\n\r\n'); return new Promise(() => {}); } } : {});
