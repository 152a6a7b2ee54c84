/** `provost load NAME`. */
import { Load } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { showProvider } from '../output/show-provider.js';

export const run: RunVerb = async (invocation) => {
  const host = await invocation.host();
  const provider = await host.ask(Load, { name: invocation.word(0), ...invocation.deadline });
  return showProvider(invocation.output, provider);
};
