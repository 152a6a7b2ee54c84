/** A tree without where its parts stood in the text: what it says. */
export function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, part]) => (name === 'at' || name === 'classAt' || name === 'text' ? [] : [[name, withoutPlaces(part)]])));
}
