/** What a class derives from, as far as it is known. */
import type { ClassDefinition } from '@provost/protocol';

/** The names of what a class derives from, the nearest first; as far as there are classes of those names. */
export function derivationOf(definition: Pick<ClassDefinition, 'superclass'>, find: (name: string) => Pick<ClassDefinition, 'name' | 'superclass'> | undefined): string[] {
  const names: string[] = [];
  for (let next = definition.superclass; next !== undefined && !names.includes(next);) {
    const found = find(next);
    names.push(found?.name ?? next);
    next = found?.superclass;
  }
  return names;
}
