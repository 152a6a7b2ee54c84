// comes-back.js: lives on without its host, finds the next one, and answers it in the way that the last request has named.
import { connect } from 'node:net';
import { description, frame, rawPeer } from '@provost/testing/raw-peer';

let way;
/** What it was told when it said hello a second time. */
let refused = 'nothing';
const asked = [];
const serving = (more = {}) => ({ state: 'serving', refusals: [], running: [], ...more });
const refusal = (context, operation = 'Thing.get') => ({ context, operation });

/** Each has the peer, and the id of the question for those that write the answer themselves. */
const WAYS = {
  'unknown-state': () => serving({ state: 'dancing' }),
  'client-of-the-pure': () => serving({ state: 'client' }),
  'too-many-refusals': () => serving({ refusals: Array.from({ length: 2_000 }, (_, number) => refusal(`c${number}`)) }),
  'one-refuses-twice': () => serving({ refusals: [refusal('c1'), refusal('c1')] }),
  'one-runs-twice': () => serving({ running: ['1.1', '1.1'] }),
  'a-name-of-a-megabyte': () => serving({ refusals: [refusal('x'.repeat(2 ** 20))] }),
  'a-why-that-is-no-text': () => serving({ refusals: [{ ...refusal('c1'), why: { not: 'a text' } }] }),
  'no-answer-but-null': (peer, id) => peer.send({ jsonrpc: '2.0', id, result: null }),
  'an-error': () => {
    throw { code: -32603, message: 'not today' };
  },
  'an-operation-of-a-megabyte': () => serving({ refusals: [refusal('c1', 'x'.repeat(2 ** 20))] }),
  'speaks-early': (peer) => {
    peer.notify('host/rows', { context: '1.1', rows: [{ id: '1', text: 'early' }] });
    peer.notify('host/refuseUnload', refusal('early'));
    peer.notify('host/returned', { context: '1.1' });
    void peer.request('provost/status', {}).catch(({ code }) => asked.push(code));
    return serving();
  },
  'returned-in-the-same-write': (peer, id) => {
    const answer = frame({ jsonrpc: '2.0', id, result: serving({ running: ['1.1'] }) });
    peer.sendBytes(Buffer.concat([answer, frame({ jsonrpc: '2.0', method: 'host/returned', params: { context: '1.1' } })]));
  },
  'never-returns': () => serving({ running: ['1.1'] }),
  'says-hello-twice': async (peer) => {
    await new Promise((resolve) => {
      const second = connect(peer.bootstrap.socket);
      const hello = { role: 'provider', protocol: { min: 1, max: 1 }, features: [], software: { name: 'raw-peer', version: '0' }, pid: process.pid, activation: peer.bootstrap.activation };
      second.write(frame({ jsonrpc: '2.0', id: 1, method: 'host/hello', params: hello }));
      second.on('data', (words) => {
        refused = JSON.parse(words.toString().slice(words.toString().indexOf('{'))).error.data.name;
      });
      second.on('close', resolve);
    });
    return serving();
  },
  'knows-no-adopt': null,
};
const WRITES_ITSELF = ['no-answer-but-null', 'returned-in-the-same-write'];

const answers = () => ({
  'provider/initialize': () => ({ description: description() }),
  'provider/get': ({ key }) => {
    if (key.id in WAYS || key.id === 'exits') way = key.id;
    const said = key.id === 'refused' ? refused : key.id === 'asked' ? JSON.stringify(asked) : String(process.pid);
    return { instance: { ...key, text: said } };
  },
  'provider/adopt': WAYS[way] === null ? null : (_params, peer, id) => {
    const answer = WAYS[way](peer, id);
    return WRITES_ITSELF.includes(way) ? new Promise(() => {}) : answer;
  },
});

/** The next host listens some time after this one is gone. */
async function dial(bootstrap) {
  if (way === 'exits') process.exit(0);
  try {
    await rawPeer(answers(), { bootstrap, outlivesChannel: true });
  } catch {
    setTimeout(() => void dial(bootstrap), 20);
  }
}

const { bootstrap, socket } = await rawPeer(answers(), { outlivesChannel: true });
socket.on('close', () => void dial(bootstrap));
setInterval(() => {}, 1e6);
