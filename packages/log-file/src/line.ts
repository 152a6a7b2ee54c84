/** An event as a line of text. */

/** A property between % signs, or one within an embedded object; or a % sign, written twice. */
const PROPERTY = /%([A-Za-z_][A-Za-z0-9_.]*)?%/g;
/** Of these every line says all there is: they tell that events are missing. */
const OF_EVENTS = /^__Event/;

/** The line that a template makes of an event, or without one the event as JSON. What would end the line is written as an escape. */
export function lineOf(event: Readonly<Record<string, unknown>>, template: string | undefined): string {
  if (template === undefined || OF_EVENTS.test(String(event['__CLASS']))) return JSON.stringify(event);
  return template.replace(PROPERTY, (_whole, path?: string) => (path === undefined ? '%' : wordOf(valueAt(event, path)))).replace(/[\r\n\u2028\u2029]/g, (end) => JSON.stringify(end).slice(1, -1));
}

function valueAt(event: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => (typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? (at as Record<string, unknown>)[name] : undefined), event);
}

function wordOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
