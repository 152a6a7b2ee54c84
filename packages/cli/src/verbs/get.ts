/** `provost get PATH`: one object. */
import { Get } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { showObject } from '../output/show-object.js';

export const run: RunVerb = async (invocation) => {
  const host = await invocation.host();
  const { path, instance } = await host.ask(Get, { path: invocation.word(0), ...invocation.deadline });
  return showObject(invocation.output, path, instance);
};
