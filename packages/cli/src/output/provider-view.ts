/** A provider as a line of `provost ls`. */
import type { ExitView, ProviderView } from '@provost/protocol';
import { durationText, sizeText } from './measures.js';
import type { RowsView } from './output.js';
import { paintState, type Paint } from './paint.js';

/** The columns of `provost ls`. */
export function providerRows(paint: Paint): RowsView<ProviderView> {
  return {
    columns: [
      { title: 'NAME', cell: ({ name }) => name },
      { title: 'NAMESPACE', cell: ({ namespace }) => namespace, wide: true },
      { title: 'KINDS', cell: ({ kinds }) => kinds.join(',') },
      { title: 'STATE', cell: stateText, paint: (text, { state }) => paintState(paint, state) + text.slice(state.length) },
      { title: 'PID', cell: ({ pid }) => (pid === null ? '-' : String(pid)), align: 'right' },
      { title: 'GEN', cell: ({ generation }) => String(generation), align: 'right' },
      { title: 'REQS', cell: ({ inFlight }) => String(inFlight), align: 'right' },
      { title: 'HOLDS', cell: ({ holds }) => String(holds), align: 'right' },
      { title: 'IDLE', cell: ({ idleMs }) => (idleMs === null ? '-' : durationText(idleMs)), align: 'right' },
      { title: 'DUE', cell: dueText, align: 'right' },
      { title: 'RSS', cell: ({ rssBytes }) => (rssBytes === null ? '-' : sizeText(rssBytes)), align: 'right' },
      { title: 'LOADS', cell: ({ loads }) => String(loads), align: 'right', wide: true },
      { title: 'CRASHES', cell: ({ crashes }) => String(crashes), align: 'right', wide: true },
      { title: 'LAST EXIT', cell: ({ lastExit }) => (lastExit === null ? '-' : exitText(lastExit)) },
    ],
    name: ({ name }) => name,
    none: 'No provider is registered. Register one: provost register PATH',
  };
}

function stateText({ state, enabled }: ProviderView): string {
  return enabled ? state : `${state} (disabled)`;
}

/** When an idle provider may go: `12s..42s`, or `now` for one that is due. */
export function dueText({ dueInMs }: Pick<ProviderView, 'dueInMs'>): string {
  if (dueInMs === null) return '-';
  const [min, max] = [Math.max(0, dueInMs.min), Math.max(0, dueInMs.max)];
  return max === 0 ? 'now' : `${durationText(min)}..${durationText(max)}`;
}

/** `released (idle)`, `killed (operator, SIGKILL)`, `crashed (exit code 1)`. */
export function exitText({ cause, reason, code, signal }: ExitView): string {
  const facts: string[] = [];
  if (reason !== null) facts.push(reason);
  if (signal !== null) facts.push(signal);
  else if (code !== null && code !== 0) facts.push(`exit code ${code}`);
  return facts.length === 0 ? cause : `${cause} (${facts.join(', ')})`;
}
