// wrong-secret.js: says hello with a secret that is not its own.
import { rawPeer } from '@provost/testing/raw-peer';
import { existsSync, writeFileSync } from 'node:fs';

// Polite while it is described, so that it can be registered.
const described = existsSync('.described');
writeFileSync('.described', '');
const answer = rawPeer({}, described ? { hello: { activation: { id: 'raw-1.1', secret: 'guessed' } }, outlivesChannel: true } : {});
if (described) {
  answer.catch(() => undefined);
  setInterval(() => {}, 1e6);
}
