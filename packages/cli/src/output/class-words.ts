/** What is told of a class beside what it offers, where its provider is shown: what it derives from, who has its instances, and what else its provider does for it. */
import type { ClassDefinition } from '@provost/protocol';

/** `derives from Machine`, `kept by the host`, `provides heat, speed`; none of one that is simply served. */
export function classWords({ keptBy, dynamic, consumes, superclass, abstract, methods }: ClassDefinition): string[] {
  return [
    ...(superclass === undefined || superclass.startsWith('__') ? [] : [`derives from ${superclass}`]),
    ...(abstract === true && Object.keys(methods).length > 0 ? ['abstract'] : []), // Without methods it is told so in their place.
    ...(keptBy === 'push' ? ['pushed'] : []),
    ...(keptBy === 'host' ? ['kept by the host'] : []),
    ...(dynamic === undefined ? [] : [`provides ${Object.keys(dynamic).join(', ')}`]),
    ...(consumes === true ? ['delivers events'] : []),
  ];
}
