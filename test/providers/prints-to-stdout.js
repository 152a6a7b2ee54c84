// prints-to-stdout.js: writes what looks like a frame to its stdout.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': ({ key }) => {
    process.stdout.write('Content-Length: 5\r\n\r\nnoise\n');
    return { instance: { ...key, text: 'unharmed' } };
  },
});
