// forks-a-grandchild.js: starts a child of its own that outlives it.
import { rawPeer } from '@provost/testing/raw-peer';
import { spawn } from 'node:child_process';

await rawPeer({
  'provider/get': ({ key }) => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore', detached: true });
    return { instance: { ...key, text: String(child.pid) } };
  },
}, { outlivesChannel: true });
setInterval(() => {}, 1e6);
