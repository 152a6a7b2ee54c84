/** What names may look like, and how two of them are compared: without regard to case, as CIM does. Where a name must exist is left to those who hold the names. */

/** The longest name of a class, property or method. */
export const NAME_LENGTH = 128;

const prototypeNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const classPattern = /^(?:__)?[A-Za-z][A-Za-z0-9_]{0,127}$/;
const propertyPattern = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** Whether a name means something to JavaScript's objects, in whatever case; nothing may be called that. */
export function isPrototypeName(name: string): boolean {
  return prototypeNames.has(name.toLowerCase());
}

/** Whether a word can be the name of a class. Those of the host itself begin with two underscores. */
export function isClassName(word: string): boolean {
  return classPattern.test(word) && !isPrototypeName(word);
}

/** Whether the name is one of the host's own, which nobody else may give to a class. */
export function isHostName(name: string): boolean {
  return name.startsWith('__');
}

/** Whether a word can be the name of a property that an object path names. */
export function isPropertyName(word: string): boolean {
  return propertyPattern.test(word) && !isPrototypeName(word);
}

/** A name in the form in which names are compared and kept in maps. Only ASCII letters fold, so that the answer depends on no locale. */
export function foldName(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether two names are the same but for their case. */
export function isSameName(one: string, other: string): boolean {
  return one === other || (one.length === other.length && foldName(one) === foldName(other));
}

/** A namespace in the form in which namespaces are compared: `Root\App` and `root/app` are one. */
export function foldNamespace(namespace: string): string {
  return foldName(namespace.replaceAll('\\', '/'));
}
