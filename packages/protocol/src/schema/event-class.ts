/** What every class of events has, and how one is told from a class of what there is. */
import type { ClassDefinition, SchemaNode } from './schema.js';

/** When an event happened: a property that every class of events has. */
export const TIME_CREATED = 'TIME_CREATED';

/** Its schema. */
export const timeCreatedSchema: SchemaNode = { type: 'string', format: 'date-time', readOnly: true, description: 'When it happened.' };

/** Whether it is a class of events, by what it says itself: it derives from another, and has a time but neither key nor operations. */
export function isEventClass({ superclass, key, operations, schema }: Pick<ClassDefinition, 'superclass' | 'key' | 'operations' | 'schema'>): boolean {
  return superclass !== undefined && key.length === 0 && operations.length === 0 && Object.hasOwn(schema.properties ?? {}, TIME_CREATED);
}
