/** Whether an instance is the one that was asked for. That it fits its class is left to the checker of its schema. */
import { inWords, type Fault } from '../schema/fault.js';
import type { ClassDefinition, JsonObject, SchemaNode } from '../schema/schema.js';
import { authorFormOf } from './author-form.js';
import { wireFormOf } from './wire-form.js';

/** Where an instance has another key than it was asked for by; undefined where it has that one. */
export type KeyCheck = (key: JsonObject, instance: JsonObject) => readonly Fault[] | undefined;

/**
 * The check of a class's key. Values count for what they mean where the schema says so: `2026-01-31T12:00:00Z` and
 * `2026-01-31T13:00:00.000+01:00` are one key. Other texts are compared as they are, case included.
 */
export function keyCheckOf({ key: names, schema }: Pick<ClassDefinition, 'key' | 'schema'>): KeyCheck {
  const parts = names.map((name) => ({ name, meaningOf: meaningOf(schema.properties?.[name] ?? {}) }));
  return (key, instance) => {
    const faults: Fault[] = [];
    for (const { name, meaningOf } of parts) {
      const [asked, answered] = [key[name], instance[name]];
      if (asked === answered || meaningOf(asked) === meaningOf(answered)) continue;
      faults.push({ path: name, expected: `${inWords(asked)}, which was asked for`, found: inWords(answered) });
    }
    return faults.length === 0 ? undefined : faults;
  };
}

/** The one way to write what a text of a format means. */
function meaningOf(node: SchemaNode): (value: unknown) => unknown {
  const [read, write] = [authorFormOf(node), wireFormOf(node)];
  return (value) => (read === undefined || write === undefined ? value : write(read(value)));
}
