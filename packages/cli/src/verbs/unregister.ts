/** `provost unregister NAME`. */
import { Unregister } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const name = invocation.word(0);
  const host = await invocation.host();
  await host.ask(Unregister, { name });
  if (output.format === 'name') return output.name(name);
  if (!output.isTable) return output.document({ name });
  output.say(`${name} is not registered any more.`);
};
