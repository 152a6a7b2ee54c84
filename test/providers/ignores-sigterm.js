// ignores-sigterm.js: will not leave, neither when asked nor on SIGTERM.
import { rawPeer } from '@provost/testing/raw-peer';

process.on('SIGTERM', () => undefined);
await rawPeer({ 'provider/release': () => new Promise(() => {}) }, { outlivesChannel: true });
setInterval(() => {}, 1e6);
