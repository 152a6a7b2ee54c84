/** `provost ls`: a line for each provider. */
import { Providers, allProviders } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { providerRows } from '../output/provider-view.js';

export const run: RunVerb = async (invocation) => {
  if (invocation.flag('watch')) {
    const { watchProviders } = await import('./ls-watch.js');
    return watchProviders(invocation);
  }
  const { output } = invocation;
  const host = await invocation.host();
  const providers = await allProviders((params) => host.ask(Providers, params));
  return output.rows(providerRows(output.dataPaint), providers);
};
