/** `provost help [VERB]`. */
import { verbNamed } from '../catalog/catalog.js';
import type { RunVerb } from '../catalog/verb.js';
import { helpOf, helpOfAll } from '../program/help.js';
import { unknownVerb } from '../program/mistake.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const name = invocation.wordAt(0);
  if (name === undefined) return output.line(helpOfAll(output.dataPaint, output.width));
  const verb = verbNamed(name);
  if (verb === undefined) throw unknownVerb(name);
  return output.line(helpOf(verb, output.dataPaint, output.width));
};
