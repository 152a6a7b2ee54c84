/** References: object paths as values. Two ways to write the path of one object are equal; one that names no namespace is equal to that path in any. */
import { foldPath, isProviderError, parsePath, type ObjectPath } from '@provost/protocol';

/** The path that a text says; undefined where it names no object. */
export function referenceOf(text: string): ObjectPath | undefined {
  try {
    const path = parsePath(text);
    return path.key === undefined ? undefined : path;
  } catch (error) {
    if (isProviderError(error)) return undefined;
    throw error;
  }
}

/** The test whether a value refers to the object that a text names. */
export function refersTo(text: string): (value: unknown) => boolean {
  const wanted = referenceOf(text);
  if (wanted === undefined) return () => false;
  const folded = foldPath(wanted);
  return (value) => {
    if (typeof value !== 'string') return false;
    const found = value === text ? wanted : referenceOf(value);
    return found !== undefined && foldPath(wanted.namespace === undefined ? { class: found.class, key: found.key! } : found) === folded;
  };
}
