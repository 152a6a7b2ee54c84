/** `provost set PATH K=V...`. */
import { Modify, SchemaOf } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { showDeed } from '../output/show-object.js';
import { operationIdOf } from '../values/operation-id.js';
import { classPartOf } from '../values/class-part.js';
import { valuesFrom } from '../values/typed-values.js';

export const run: RunVerb = async (invocation) => {
  const path = invocation.word(0);
  const host = await invocation.host();
  const { namespace, definition } = await host.ask(SchemaOf, { class: classPartOf(path) });
  const patch = valuesFrom(invocation.wordsFrom(1), definition.schema, `class ${namespace}:${definition.name}`);
  const { instance } = await host.ask(Modify, { path, patch, ...operationIdOf(invocation), ...invocation.deadline });
  return showDeed(invocation.output, path, 'changed', instance === undefined ? {} : { instance });
};
