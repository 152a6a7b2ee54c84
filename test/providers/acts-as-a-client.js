// acts-as-a-client.js: dials the host a second time, says that it is a client, and does there what a client may and what only a provider may.
import { rawPeer } from '@provost/testing/raw-peer';

const asClient = { role: 'client', activation: undefined };
const refused = ({ message }) => message;

await rawPeer({
  'provider/get': async ({ key, context }, { bootstrap }) => {
    if (key.id === 'polite') return { instance: { ...key, text: 'raw' } };
    const client = await rawPeer({}, { hello: asClient, outlivesChannel: true, bootstrap });
    const closed = new Promise((resolve) => client.socket.once('close', resolve));
    const { providers } = await client.request('host/providers', {});
    const initialize = await client.request('provider/initialize', {}).catch(refused);
    client.notify('host/rows', { context: context.id, rows: [{ id: 'forged', text: 'forged' }] });
    client.notify('host/leaving', { reason: 'shutdown' });
    const { providers: again } = await client.request('host/providers', {});
    client.socket.end();
    await closed;
    return { instance: { ...key, text: JSON.stringify({ sees: providers.map(({ name }) => name), initialize, after: again.map(({ state }) => state) }) } };
  },
});
