/** `provost create NS:CLASS K=V...`. */
import { Create, SchemaOf } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { showDeed } from '../output/show-object.js';
import { operationIdOf } from '../values/operation-id.js';
import { valuesFrom } from '../values/typed-values.js';

export const run: RunVerb = async (invocation) => {
  const name = invocation.word(0);
  const host = await invocation.host();
  const { namespace, definition } = await host.ask(SchemaOf, { class: name });
  const properties = valuesFrom(invocation.wordsFrom(1), definition.schema, `class ${namespace}:${definition.name}`);
  const { path, instance } = await host.ask(Create, { class: name, properties, ...operationIdOf(invocation), ...invocation.deadline });
  return showDeed(invocation.output, path, 'created', { instance });
};
