/** `provost rm PATH`. */
import { Delete } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { showDeed } from '../output/show-object.js';
import { operationIdOf } from '../values/operation-id.js';

export const run: RunVerb = async (invocation) => {
  const path = invocation.word(0);
  const host = await invocation.host();
  await host.ask(Delete, { path, ...operationIdOf(invocation), ...invocation.deadline });
  return showDeed(invocation.output, path, 'deleted');
};
