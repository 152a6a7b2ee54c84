/** The properties that every object has besides those of its class. Their values come from whoever knows the object; see `objects.ts`. */
import { foldName } from '@provost/protocol';

const SYSTEM_PROPERTIES = ['__CLASS', '__SUPERCLASS', '__DYNASTY', '__DERIVATION', '__NAMESPACE', '__PATH', '__RELPATH', '__SERVER'] as const;

export type SystemProperty = (typeof SYSTEM_PROPERTIES)[number];

/** Stands for the object itself: `__this ISA "Note"`. */
export const THIS = '__this';

const byFold: ReadonlyMap<string, string> = new Map([...SYSTEM_PROPERTIES, THIS].map((name) => [foldName(name), name]));

/** A name as it is written for good: system properties in their one form, others as they are. */
export function canonicalName(name: string): string {
  return name.startsWith('__') ? (byFold.get(foldName(name)) ?? name) : name;
}

/** Whether a name, in its canonical form, is a system property; `__this` is none. */
export function isSystemProperty(name: string): name is SystemProperty {
  return (SYSTEM_PROPERTIES as readonly string[]).includes(name);
}

/** All of them, for sentences and suggestions. */
export const systemPropertyNames: readonly string[] = SYSTEM_PROPERTIES;
