// progresses-slowly.js: takes ten times as long as it may stay silent, and says all the while how it is getting on.
import { rawPeer } from '@provost/testing/raw-peer';

await rawPeer({
  'provider/get': ({ key, context }, peer) =>
    new Promise((resolve) => {
      let tenths = 0;
      peer.notify('host/warning', { context: context.id, message: 'this may take a while' });
      const beat = setInterval(() => {
        tenths += 1;
        peer.notify('host/progress', { context: context.id, percent: tenths * 10, message: `part ${tenths}` });
        if (tenths < 10) return;
        clearInterval(beat);
        resolve({ instance: { ...key, text: 'done' } });
      }, 60);
    }),
});
