/** `provost disable NAME`. */
import { SetEnabled } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { showProvider } from '../output/show-provider.js';

export const run: RunVerb = async (invocation) => {
  const name = invocation.word(0);
  const host = await invocation.host();
  return showProvider(invocation.output, await host.ask(SetEnabled, { name, enabled: false }));
};
