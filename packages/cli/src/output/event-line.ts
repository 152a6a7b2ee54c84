/** An event as a person reads it: `04:37:59.123  disk  unloaded (idle)  pid 4121 gen 2  idleMs=31200`. */
import { safeText, type HostEvent } from '@provost/protocol';
import { factText, isPlain } from './fact-text.js';
import { instantText } from './measures.js';
import type { Paint } from './paint.js';

const shownApart = new Set(['seq', 'at', 'type', 'provider', 'pid', 'generation', 'reason']);
const bad = new Set(['crashed', 'job-failed', 'lost', 'socket-lost', 'killed', 'quarantined', 'orphaned', 'load-failed', 'hung', 'misbehaved', 'host-failed', 'cannot-start']);
const caution = new Set(['refused', 'held-long', 'silent', 'unload-refused', 'releasing', 'changed', 'disabled', 'host-stopping', 'backing-off']);
const good = new Set(['loaded', 'registered', 'updated', 'adopted', 'host-started']);

/** Objects and lists of more than names are shown only when it is wide; `-o jsonl` has all of them. */
export function eventLine(event: HostEvent, paint: Paint, isWide = false): string {
  const parts = [paint.faint(`${String(event.seq).padStart(5)}  ${instantText(event.at)}`)];
  if (event.provider !== undefined) parts.push(paint.strong(safeText(event.provider)));
  const type = event.reason === undefined ? event.type : `${event.type} (${event.reason})`;
  parts.push(colourOf(event.type, paint)(safeText(type)));
  const process = [event.pid === undefined ? '' : `pid ${event.pid}`, event.generation === undefined ? '' : `gen ${event.generation}`];
  parts.push(...(process.join('') === '' ? [] : [paint.faint(process.filter((part) => part !== '').join(' '))]));
  const facts = Object.entries(event).filter(([name, value]) => !shownApart.has(name) && value !== null && (isWide || isPlain(value)));
  if (facts.length > 0) parts.push(facts.map(([name, value]) => factText(name, value)).join(' '));
  return parts.join('  ');
}

function colourOf(type: string, paint: Paint): (text: string) => string {
  if (bad.has(type)) return paint.bad;
  if (caution.has(type)) return paint.caution;
  return good.has(type) ? paint.good : (text) => text;
}
