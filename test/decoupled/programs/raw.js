/** A program that attaches itself by the protocol alone, without the SDK: politely, or not, as its argument says. */
import { join } from 'node:path';
import { description, rawPeer } from '@provost/testing/raw-peer';

const { attach: { state }, hello = {}, described = {}, silent = false } = JSON.parse(process.argv[2]);
const say = (message) => { if (process.connected) process.send(message, () => undefined); };
const told = ({ code, message, data }) => ({ code: data?.name ?? String(code), message, remedy: '', facts: data ?? {} });

const answers = {
  'provider/adopt': () => ({ epoch: 1, state: 'serving', refusals: [], running: [] }),
  'provider/get': ({ key: { id } }, peer) => {
    if (id === 'garbage') return peer.sendBytes('Content-Length: 2\r\n\r\n{]');
    if (id === 'unfit') return { instance: { id, text: 7 } };
    if (id === 'hang') {
      say({ hanging: true });
      return new Promise(() => undefined);
    }
    return { instance: { id, text: 'raw' } };
  },
  'provider/list': ({ context }, peer) => {
    for (let n = 0; n < 50; n++) peer.notify('host/rows', { context: context.id, rows: [{ id: `${n}`, text: 'raw' }] });
    return { count: 50 };
  },
  'provider/invoke': null,
};

try {
  const peer = await rawPeer(answers, { bootstrap: { socket: join(state, 'host.sock') }, hello: { activation: undefined, attach: { name: 'raw' }, ...hello }, outlivesChannel: true });
  peer.socket.once('close', () => say({ change: 'lost' }));
  process.on('message', async ({ do: what }) => {
    if (what === 'detach') {
      await peer.request('host/detach', {});
      say({ detached: true });
    }
    if (what === 'exit') process.exit(0);
  });
  if (!silent) {
    await peer.request('host/attach', { description: description(described), loaded: false });
    say({ attached: 'raw' });
  }
} catch (error) {
  say({ failed: told(error) });
}
