// speaks-before-hello.js: sends another message before its hello.
import { rawPeer } from '@provost/testing/raw-peer';
import { existsSync, writeFileSync } from 'node:fs';

// Polite while it is described, so that it can be registered.
const described = existsSync('.described');
writeFileSync('.described', '');
const peer = await rawPeer({}, described ? { hello: false } : {});
if (described) peer.notify('host/progress', { percent: 1 });
