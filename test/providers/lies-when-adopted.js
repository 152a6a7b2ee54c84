// lies-when-adopted.js: lives on without its host, finds the next one, and is there what the last request has told it to be.
import { description, rawPeer } from '@provost/testing/raw-peer';

let sin;
const answers = {
  'provider/initialize': () => ({ description: description() }),
  'provider/get': ({ key }) => {
    sin = key.id;
    return { instance: { ...key, text: String(process.pid) } };
  },
  'provider/adopt': () => (sin === 'no-report' ? { state: 'serving', refusals: 'none', running: [] } : { state: 'serving', refusals: [], running: [] }),
};
const SINS = {
  'no-report': {},
  'wrong-secret': ({ activation }) => ({ activation: { ...activation, secret: 'x'.repeat(43) } }),
  'another-activation': ({ activation }) => ({ activation: { ...activation, id: `${activation.id}0` } }),
  'speaks-first': () => false,
};

/** The next host listens some time after this one is gone. */
async function dial(bootstrap) {
  const sinful = SINS[sin];
  const hello = typeof sinful === 'function' ? sinful(bootstrap) : {};
  try {
    const peer = await rawPeer(answers, { bootstrap, hello, outlivesChannel: true });
    if (hello === false) peer.notify('host/leaving', { reason: 'shutdown' });
  } catch {
    setTimeout(() => void dial(bootstrap), 20);
  }
}

const { bootstrap, socket } = await rawPeer(answers, { outlivesChannel: true });
socket.on('close', () => void dial(bootstrap));
setInterval(() => {}, 1e6);
