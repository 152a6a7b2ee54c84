/** The verbs that look at what is going on. */
import type { Verb } from './verb.js';

export const LOOKING_VERBS: readonly Verb[] = [
  {
    name: 'requests', group: 'Looking', summary: 'what is in flight: operation, caller, age, deadline, progress',
    examples: [
      { line: 'provost requests', says: 'of all providers' },
      { line: 'provost requests notes', says: 'of one' },
    ],
    arguments: [{ name: 'NAME', names: 'provider', optional: true }],
    run: () => import('../verbs/requests.js'),
  },
  {
    name: 'cancel', group: 'Looking', summary: 'cancel a request in flight',
    examples: [{ line: 'provost cancel 3.1042', says: 'its caller gets OPERATION_CANCELLED' }],
    arguments: [{ name: 'ID', names: 'request' }],
    run: () => import('../verbs/cancel.js'),
  },
  {
    name: 'logs', group: 'Looking', summary: 'what a provider wrote, across its restarts; or the host\'s own log',
    examples: [
      { line: 'provost logs notes --tail 20', says: 'its last twenty lines' },
      { line: 'provost logs notes -f', says: 'go on until Ctrl-C' },
      { line: 'provost logs notes --previous', says: 'of the life before this one: why it crashed' },
      { line: 'provost logs notes --since 10m', says: 'of the last ten minutes; a time as 2026-01-31T12:00:00Z will do too' },
      { line: 'provost logs --host', says: 'the host\'s own' },
    ],
    arguments: [{ name: 'NAME', names: 'provider', optional: true }],
    options: [
      { name: 'follow', short: 'f', kind: 'flag', says: 'go on as lines are written' },
      { name: 'since', kind: 'text', value: 'T', says: 'from this time on, or from so long ago' },
      { name: 'tail', kind: 'count', value: 'N', says: 'only the last N lines' },
      { name: 'previous', kind: 'flag', says: 'of the life before this one' },
      { name: 'host', kind: 'flag', says: 'the host\'s own log' },
    ],
    run: () => import('../verbs/logs.js'),
  },
  {
    name: 'events', group: 'Looking', summary: 'what happened, in order: loaded, unloaded, crashed, killed, ...',
    examples: [
      { line: 'provost events', says: 'what is kept' },
      { line: 'provost events -f', says: 'go on until Ctrl-C' },
      { line: 'provost events -f --since 1042 -o jsonl', says: 'from number 1042 on, for a program' },
    ],
    options: [
      { name: 'follow', short: 'f', kind: 'flag', says: 'go on as they happen' },
      { name: 'since', kind: 'count', value: 'SEQ', says: 'from this number on' },
      { name: 'tail', kind: 'count', value: 'N', says: 'only the last N' },
    ],
    run: () => import('../verbs/events.js'),
  },
];
