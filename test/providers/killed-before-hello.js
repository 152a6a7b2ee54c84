// killed-before-hello.js: is ended by a signal before it has said hello.
import { rawPeer } from '@provost/testing/raw-peer';
import { existsSync, writeFileSync } from 'node:fs';

// Polite while it is described, so that it can be registered.
const described = existsSync('.described');
writeFileSync('.described', '');
if (described) process.kill(process.pid, 'SIGKILL');
await rawPeer();
