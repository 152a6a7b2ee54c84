/** Classes for tests, by little more than their names. */
import type { ClassDefinition, SchemaNode } from '@provost/protocol';

/** A class with the key `id` and these properties besides, all of which may be left out. */
export function classNamed(name: string, more: Partial<ClassDefinition> & { readonly properties?: Readonly<Record<string, SchemaNode>> } = {}): ClassDefinition {
  const { properties = {}, ...rest } = more;
  return {
    name, key: ['id'], methods: {}, operations: [],
    schema: { type: 'object', properties: { id: { type: 'string' }, ...properties }, required: ['id'], additionalProperties: false },
    ...rest,
  };
}
