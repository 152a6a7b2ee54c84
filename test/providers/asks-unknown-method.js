// asks-unknown-method.js: asks the host for what it does not know, and answers with what it was told.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': async ({ key }, peer) => {
    const told = await peer.request('host/makeCoffee', {}).catch((error) => error.code);
    return { instance: { ...key, text: String(told) } };
  },
});
