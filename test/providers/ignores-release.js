// ignores-release.js: answers everything but release, and will not leave.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({ 'provider/release': () => new Promise(() => {}) }, { outlivesChannel: true });
setInterval(() => {}, 1e6);
