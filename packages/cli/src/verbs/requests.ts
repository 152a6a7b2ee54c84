/** `provost requests [NAME]`: what is in flight. */
import { Requests, type RequestView } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { durationText } from '../output/measures.js';
import type { RowsView } from '../output/output.js';

const view: RowsView<RequestView> = {
  columns: [
    { title: 'ID', cell: ({ id }) => id },
    { title: 'PROVIDER', cell: ({ provider }) => provider },
    { title: 'OPERATION', cell: ({ operation, target }) => `${operation} ${target}`.trimEnd(), cut: 16 },
    { title: 'STATE', cell: ({ state }) => state, cut: false, leaves: 4 },
    { title: 'CALLER', cell: callerText, cut: 16, leaves: 2 },
    { title: 'AGE', cell: ({ ageMs, caller }) => `${caller === null ? '>' : ''}${durationText(ageMs)}`, align: 'right', leaves: 5 },
    { title: 'DEADLINE', cell: ({ deadlineInMs }) => (deadlineInMs === null ? 'none' : deadlineInMs <= 0 ? 'past' : durationText(deadlineInMs)), align: 'right', leaves: 3 },
    { title: 'PROGRESS', cell: progressText, leaves: 1 },
  ],
  name: ({ id }) => id,
  none: 'Nothing is in flight.',
};

export const run: RunVerb = async (invocation) => {
  const name = invocation.wordAt(0);
  const host = await invocation.host();
  const { requests } = await host.ask(Requests, name === undefined ? {} : { name });
  return invocation.output.rows(view, requests);
};

function callerText({ caller }: RequestView): string {
  if (caller === null) return 'unknown';
  const { kind, name, pid, uid } = caller;
  return `${name ?? kind} (pid ${pid}${uid === undefined ? '' : `, uid ${uid}`})`;
}

function progressText({ lastProgress }: RequestView): string {
  if (lastProgress === null) return '-';
  const parts = [lastProgress.percent === undefined ? undefined : `${Math.round(lastProgress.percent)}%`, lastProgress.message];
  return `${parts.filter((part) => part !== undefined).join(' ')} (${durationText(lastProgress.agoMs)} ago)`;
}
