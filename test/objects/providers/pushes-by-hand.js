/** A provider that speaks the protocol by hand: it pushes what it may not, and then what it was told of it. Run as a program of its own. */
import { description, rawPeer } from '@provost/testing/raw-peer';

const [thing] = description().classes;
const described = description({ classes: [{ ...thing, keptBy: 'push' }, { ...thing, name: 'Pulled' }] });

await rawPeer({
  'provider/describe': () => {
    setImmediate(() => process.exit(0));
    return described;
  },
  'provider/initialize': async (_, peer) => {
    const attempts = {
      foreign: { class: 'Item', put: [] },
      pulled: { class: 'Pulled', put: [] },
      misfit: { class: 'Thing', put: [{ id: 'a', text: 'fits' }, { id: 'b', text: 5 }] },
      wordless: { class: 'Thing', put: 'all' },
      keyless: { class: 'Thing', put: [{ id: 'c', text: 'fits' }], delete: [{ text: 'c' }] },
    };
    const told = [];
    for (const [id, attempt] of Object.entries(attempts)) {
      const text = await peer.request('host/push', { context: 'load', ...attempt }).then(() => 'kept', (error) => `${error.data?.code ?? error.code}: ${error.message}`);
      told.push({ id, text });
    }
    await peer.request('host/push', { context: 'load', class: 'Thing', put: told });
    return { description: described };
  },
});
