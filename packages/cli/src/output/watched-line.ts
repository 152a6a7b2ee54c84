/**
 * An event that was watched as a person reads it: `04:37:59.123  FileChanged  name=notes.txt size=12`; of an instance what has become of it:
 * `modified  root/app:Note.id="7"  text=milk -> bread`. `-o jsonl` has all of it.
 */
import { safeText, type EventRow } from '@provost/protocol';
import { factText, factValue, isPlain } from './fact-text.js';
import { instantText } from './measures.js';
import type { Paint } from './paint.js';

type Facts = Readonly<Record<string, unknown>>;

const shownApart: ReadonlySet<string> = new Set(['__CLASS', '__PATH', 'TIME_CREATED', '__BOOKMARK', 'seq']);
const WORDS: Readonly<Record<string, string>> = { Creation: 'created', Modification: 'modified', Deletion: 'deleted' };

/** What is wide has the bookmark, and objects too. */
export function watchedLine(event: EventRow, paint: Paint, isWide = false): string {
  const parts = [paint.faint(instantText(event.TIME_CREATED)), ...(missed(event, paint) ?? about(event, paint) ?? plain(event, paint, isWide))];
  if (isWide && event.__BOOKMARK !== undefined) parts.push(paint.faint(factText('bookmark', event.__BOOKMARK)));
  return parts.filter((part) => part !== '').join('  ');
}

/** That something was missed, in words. */
function missed({ __CLASS: name, Reason, Dropped }: EventRow, paint: Paint): string[] | undefined {
  if (name !== '__EventDroppedEvent' && name !== '__EventQueueOverflowEvent') return undefined;
  const words = typeof Dropped === 'number' ? `${Dropped} ${Dropped === 1 ? 'event is' : 'events are'} missing` : 'events may be missing';
  return [paint.caution(words), typeof Reason === 'string' ? safeText(Reason) : ''];
}

function plain(event: EventRow, paint: Paint, isWide: boolean): string[] {
  const name = paint.strong(safeText(event.__CLASS));
  return [name, factsText(factsOf(event).filter(([, value]) => isWide || isPlain(value)))];
}

/** What became of an instance, a class or a namespace; undefined where it is no such event, or not all of it was selected. */
function about(event: EventRow, paint: Paint): string[] | undefined {
  const [, what = '', how = ''] = /^__(Instance|Class|Namespace)(Creation|Modification|Deletion)Event$/.exec(event.__CLASS) ?? [];
  const [now, before] = [event[`Target${what}`], event[`Previous${what}`]] as [Facts | undefined, Facts | undefined];
  if (WORDS[how] === undefined || typeof now?.['__PATH'] !== 'string') return undefined;
  const head = [paint.strong(WORDS[how]), safeText(now['__PATH'])];
  if (what !== 'Instance') return head;
  return [...head, before === undefined ? factsText(factsOf(now)) : changesText(before, now)];
}

/** Only what is different. */
function changesText(before: Facts, now: Facts): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => !shownApart.has(name) && factValue(before[name] ?? null) !== factValue(now[name] ?? null));
  return names.map((name) => safeText(`${name}=${factValue(before[name] ?? null)} -> ${factValue(now[name] ?? null)}`)).join(' ');
}

function factsText(facts: readonly (readonly [string, unknown])[]): string {
  return facts.map(([name, value]) => factText(name, value)).join(' ');
}

function factsOf(of: Facts): [string, unknown][] {
  return Object.entries(of).filter(([name, value]) => !shownApart.has(name) && value !== undefined && value !== null);
}
