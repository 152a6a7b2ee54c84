/** `provost restart NAME [--force]`. */
import { Restart } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { showProvider } from '../output/show-provider.js';

export const run: RunVerb = async (invocation) => {
  const host = await invocation.host();
  const force = invocation.flag('force') ? { force: true } : {};
  const provider = await host.ask(Restart, { name: invocation.word(0), ...force, ...invocation.deadline });
  return showProvider(invocation.output, provider);
};
