// floods-its-output.js: writes 64 MiB to stdout and stderr before it answers.
import { rawPeer } from '@provost/testing/raw-peer';

const line = `${'x'.repeat(1_023)}\n`;
const write = (stream) => new Promise((resolve) => stream.write(line.repeat(32 * 1_024), resolve));
await rawPeer({
  'provider/get': async ({ key }) => {
    await Promise.all([write(process.stdout), write(process.stderr)]);
    return { instance: { ...key, text: 'flooded' } };
  },
});
