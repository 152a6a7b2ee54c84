/** A host that a measure embeds with nothing registered. */
import { ProviderHost } from '@provost/host';
import { opening } from './opened.js';

/** Starts it. Resolves with it and with what stops it. */
export function openHost(options) {
  return opening(async () => {
    const host = new ProviderHost(options);
    await host.start();
    return { host, close: (how) => host.stop(how) };
  });
}
