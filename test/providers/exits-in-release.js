// exits-in-release.js: ends with an error instead of releasing.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({ 'provider/release': () => process.exit(5) });
