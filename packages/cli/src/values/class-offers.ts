/** What a class offers to whoever asks, in words. */
import type { ClassDefinition } from '@provost/protocol';

/** Operations, methods with parentheses, and `events` where its provider tells what happens. */
export function offersOf({ operations, methods, events }: ClassDefinition): string[] {
  return [...operations, ...Object.keys(methods).map((method) => `${method}()`), ...(events === true ? ['events'] : [])];
}

/** Whether it is a class of what happens, which is watched, and not of what there is. */
export function isOfEvents({ events, operations, key }: ClassDefinition): boolean {
  return events === true && operations.length === 0 && key.length === 0;
}
