/** Fills in what a caller left out, at the first level of an object: where the author wrote a default. */
import type { JsonObject, SchemaNode } from '@provost/protocol';

/** How the defaults of an object schema are filled in, or undefined where it has none. The object given is never changed. */
export function defaultsOf(node: SchemaNode): ((given: JsonObject) => JsonObject) | undefined {
  const defaults = Object.entries(node.properties ?? {}).filter(([, property]) => property.default !== undefined);
  if (defaults.length === 0) return undefined;
  return (given) => {
    const missing = defaults.filter(([name]) => !Object.hasOwn(given, name) || given[name] === undefined);
    if (missing.length === 0) return given;
    // Each life of an object or array default is its own, so that an author who changes one changes no other.
    return { ...given, ...Object.fromEntries(missing.map(([name, property]) => [name, structuredClone(property.default)])) };
  };
}
