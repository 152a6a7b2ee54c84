/** Properties of instances that the host keeps which can be taken away again: a change gives null for them. */
import { checkerOf, type ClassDefinition } from '@provost/protocol';

/** Those that need not be there, and for which null is no value of their own. */
export function clearableOf({ keptBy, key, schema, dynamic = {} }: ClassDefinition): ReadonlySet<string> {
  if (keptBy !== 'host') return new Set();
  const required = new Set([...key, ...(schema.required ?? []), ...Object.keys(dynamic)]);
  return new Set(Object.entries(schema.properties ?? {}).flatMap(([name, node]) => (!required.has(name) && checkerOf(node)(null) !== undefined ? [name] : [])));
}
