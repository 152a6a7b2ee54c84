/** What happens to the host and its providers, read from the journal as those who watch take it: nothing is missed, and a slow reader costs no memory. */
import { ProviderError, type EventRow } from '@provost/protocol';
import { batched } from '../journal/batched.js';
import type { EventJournal } from '../journal/event-journal.js';
import { lifecycleEvent } from './lifecycle-classes.js';
import { systemEvent } from './system-event.js';
import type { WatchedQuery } from './watched-query.js';

/** An empty batch, then events: from now on, or from after the one that a bookmark stands for. Ends when the signal is aborted. Throws INVALID_PARAMETER for what is no bookmark of the host's. */
export async function* lifecycleBatches(journal: EventJournal, watched: WatchedQuery, bookmark: string | undefined, signal: AbortSignal): AsyncGenerator<readonly EventRow[]> {
  const since = bookmark === undefined ? journal.last : numberOf(bookmark, journal.last);
  yield [];
  yield* batched(signal, (until) => events(journal, watched, { since, signal: until, resumes: bookmark !== undefined }));
}

async function* events(journal: EventJournal, watched: WatchedQuery, { since, signal, resumes }: { readonly since: number; readonly signal: AbortSignal; readonly resumes: boolean }): AsyncGenerator<EventRow> {
  let next = resumes ? since + 1 : 0;
  for await (const event of journal.read({ since, follow: true, signal })) {
    // What was let go of the journal meanwhile shows by its numbers.
    if (next !== 0 && event.seq > next) yield systemEvent('__EventDroppedEvent', new Date(event.at), { Reason: 'The journal has let these events go.', Dropped: event.seq - next });
    next = event.seq + 1;
    const row = lifecycleEvent(event);
    if (watched.accepts(row)) yield watched.project(row);
  }
}

function numberOf(bookmark: string, last: number): number {
  const seq = /^\d{1,15}$/.test(bookmark) ? Number(bookmark) : NaN;
  if (seq <= last) return seq;
  throw new ProviderError('INVALID_PARAMETER', { bookmark, last }, {
    message: `"${bookmark.slice(0, 40)}" is no bookmark of this host's events: they are numbers, and the latest is ${last}.`, remedy: 'Leave it out to watch from now on.',
  });
}
