/** `provost call PATH METHOD K=V...`: what the method returns is printed; a method that returns nothing prints nothing. */
import { Invoke, ProviderError, SchemaOf, didYouMean, type ClassDefinition, type SchemaNode } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { valueText } from '../output/fields.js';
import { jsonText } from '../output/json-text.js';
import { operationIdOf } from '../values/operation-id.js';
import { classPartOf } from '../values/class-part.js';
import { valuesFrom } from '../values/typed-values.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const [path, method] = [invocation.word(0), invocation.word(1)];
  const host = await invocation.host();
  const { namespace, definition } = await host.ask(SchemaOf, { class: classPartOf(path) });
  const params = paramsOf(definition, method, `${namespace}:${definition.name}`);
  const values = valuesFrom(invocation.wordsFrom(2), params, `method ${method} of ${namespace}:${definition.name}`);
  const { value } = await host.ask(Invoke, { path, method, arguments: values, ...operationIdOf(invocation), ...invocation.deadline });
  if (!output.isTable && output.format !== 'name') return output.document(value);
  if (value !== undefined) await output.line(typeof value === 'object' ? jsonText(value, 2) : valueText(value));
};

function paramsOf({ methods }: ClassDefinition, name: string, className: string): SchemaNode {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method !== undefined) return method.params;
  const names = Object.keys(methods);
  const near = didYouMean(name, names);
  throw new ProviderError('METHOD_NOT_FOUND', { method: name, class: className }, {
    message: `Class ${className} has no method "${name}"${near === '' ? '.' : near}`,
    remedy: `See ${names.length === 0 ? 'what it has' : `${names.join(', ')}`}: provost schema ${className}`,
  });
}
