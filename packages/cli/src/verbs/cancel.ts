/** `provost cancel ID`. */
import { CancelRequest } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const id = invocation.word(0);
  const host = await invocation.host();
  await host.ask(CancelRequest, { id });
  if (output.format === 'name') return output.name(id);
  if (!output.isTable) return output.document({ id });
  output.say(`Request ${id} is cancelled.`);
};
