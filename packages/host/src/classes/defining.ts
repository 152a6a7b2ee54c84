/** A class that is defined by hand among what there is already: what it inherits without saying it again, and what it would break. */
import { ProviderError, checkerOf, foldName, isHostName, isSameName, type ClassDefinition, type JsonObject } from '@provost/protocol';
import { inheritanceFaults, type FindClass } from './inheritance.js';

/** With the key and the properties of its superclass, where it does not say them itself. What it inherits from a class of the host's own is not said at all. */
export function withInherited(definition: ClassDefinition, find: FindClass): ClassDefinition {
  const superclass = typeof definition.superclass === 'string' ? find(definition.superclass) : undefined;
  if (superclass === undefined || isHostName(superclass.name) || typeof definition.schema !== 'object' || definition.schema === null) return definition;
  const { schema, key } = definition;
  const inherited = superclass.schema.properties ?? {};
  const required = [...(superclass.schema.required ?? []), ...(Array.isArray(schema.required) ? schema.required : [])];
  return {
    ...definition,
    key: Array.isArray(key) && key.length === 0 ? superclass.key : key,
    schema: { ...schema, properties: { ...inherited, ...schema.properties }, ...(required.length === 0 ? {} : { required: [...new Set(required)] }) },
  };
}

/** Instances that are there and would not be of the class, in a clause; undefined where all would. `isFound`: whether one is found by the key that the class has now. */
export function unfitInstances(definition: ClassDefinition, instances: Iterable<JsonObject>, isFound: (instance: JsonObject) => boolean): { readonly count: number; readonly first: string } | undefined {
  const check = checkerOf(definition.schema);
  let count = 0;
  let first: string | undefined;
  for (const instance of instances) {
    const faults = check(instance)?.map(({ path, expected, found }) => `${path} must be ${expected}, and is ${found}`) ?? (isFound(instance) ? [] : ['it has another key']);
    if (faults.length === 0) continue;
    count += 1;
    first ??= `${JSON.stringify(Object.fromEntries(definition.key.map((name) => [name, instance[name]])))}: ${faults.join('; ')}`;
  }
  return first === undefined ? undefined : { count, first };
}

/** Throws CLASS_HAS_INSTANCES where an instance that is there would not be one of the class any more. */
export function refuseUnfitInstances(namespace: string, definition: ClassDefinition, unfit: ReturnType<typeof unfitInstances>): void {
  if (unfit === undefined) return;
  const { count, first } = unfit;
  throw new ProviderError('CLASS_HAS_INSTANCES', { class: definition.name, instances: count }, {
    message: `${count} instance${count === 1 ? '' : 's'} of ${namespace}:${definition.name} would not fit it any more; the first is ${first}.`,
    remedy: 'Change or delete these, or leave what is new in the class optional.',
  });
}

/** Throws CLASS_HAS_CHILDREN where a class that derives from it would not fit it any more. */
export function refuseUnfitChildren(namespace: string, definition: ClassDefinition, children: readonly ClassDefinition[], find: FindClass): void {
  const faults = children.flatMap((child) => inheritanceFaults(child, (name) => (isSameName(name, definition.name) ? definition : find(name))));
  if (faults.length === 0) return;
  const names = children.filter(({ superclass }) => superclass !== undefined && foldName(superclass) === foldName(definition.name)).map(({ name }) => name);
  throw new ProviderError('CLASS_HAS_CHILDREN', { class: definition.name, children: names, faults }, {
    message: `${namespace}:${definition.name} cannot be changed so, since classes derive from it: ${faults.join('; ')}.`,
    remedy: `Leave what they inherit as it is, or remove them first: ${names.join(', ')}.`,
  });
}
