/** An event that was watched as a person reads it: `04:37:59.123  FileChanged  path=notes.txt size=12`. */
import { safeText, type EventRow } from '@provost/protocol';
import { jsonText } from './json-text.js';
import { instantText } from './measures.js';
import type { Paint } from './paint.js';

const shownApart: ReadonlySet<string> = new Set(['__CLASS', 'TIME_CREATED', '__BOOKMARK']);

/** Of an embedded object its path is shown, and what else it has in parentheses. */
export function watchedLine(event: EventRow, paint: Paint): string {
  const isOfEvents = event.__CLASS.startsWith('__Event');
  const name = (isOfEvents ? paint.caution : paint.strong)(safeText(event.__CLASS));
  const facts = Object.entries(event).filter(([key, value]) => !shownApart.has(key) && value !== undefined && value !== null);
  return [paint.faint(instantText(event.TIME_CREATED)), name, ...(facts.length === 0 ? [] : [facts.map(([key, value]) => safeText(`${key}=${valueText(value)}`)).join(' ')])].join('  ');
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return /^\S+$/.test(value) ? value : jsonText(value);
  if (typeof value !== 'object' || value === null || !('__PATH' in value)) return jsonText(value);
  const { __PATH, __CLASS: _class, ...others } = value as Record<string, unknown>;
  return `${String(__PATH)}(${Object.entries(others).map(([key, part]) => `${key}=${valueText(part)}`).join(' ')})`;
}
