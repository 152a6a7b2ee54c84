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
      { title: 'KINDS', cell: ({ kinds }) => kinds.join(','), leaves: 2 },
      { title: 'STATE', cell: stateText, cut: false, paint: (text, { state }) => paintState(paint, state) + text.slice(state.length) },
      { title: 'PID', cell: ({ pid }) => (pid === null ? '-' : String(pid)), align: 'right', leaves: 9 },
      { title: 'GEN', cell: ({ generation }) => String(generation), align: 'right', leaves: 1 },
      { title: 'REQS', cell: ({ inFlight }) => String(inFlight), align: 'right', leaves: 6 },
      { title: 'HOLDS', cell: ({ holds }) => String(holds), align: 'right', leaves: 3 },
      { title: 'IDLE', cell: ({ idleMs }) => (idleMs === null ? '-' : durationText(idleMs)), align: 'right', leaves: 8 },
      { title: 'DUE', cell: dueText, align: 'right', leaves: 7 },
      { title: 'RSS', cell: ({ rssBytes }) => (rssBytes === null ? '-' : sizeText(rssBytes)), align: 'right', leaves: 4 },
      { title: 'LOADS', cell: ({ loads }) => String(loads), align: 'right', wide: true },
      { title: 'CRASHES', cell: ({ crashes }) => String(crashes), align: 'right', wide: true },
      { title: 'LAST EXIT', cell: ({ lastExit }) => (lastExit === null ? '-' : exitText(lastExit)), leaves: 5, cut: 9 },
    ],
    name: ({ name }) => name,
    none: 'No provider is registered. Register one: provost register PATH',
    whole: 'provost describe NAME',
  };
}

function stateText({ state, enabled }: ProviderView): string {
  return enabled ? state : `${state} (disabled)`;
}

/** When an idle provider may go: `12s..42s`, or `now` for one that is due; when one that failed may be loaded again. */
export function dueText({ dueInMs, heldOff }: Pick<ProviderView, 'dueInMs'> & Partial<Pick<ProviderView, 'heldOff'>>): string {
  if (heldOff?.retryInMs != null) return heldOff.retryInMs === 0 ? 'probe' : `probe in ${durationText(heldOff.retryInMs)}`;
  if (dueInMs === null) return '-';
  const [min, max] = [Math.max(0, dueInMs.min), Math.max(0, dueInMs.max)];
  return max === 0 ? 'now' : `${durationText(min)}..${durationText(max)}`;
}

/** `released (idle)`, `failed to load`, `killed (operator, SIGKILL)`, `crashed (exit code 1)`, `crashed (exit code unknown: keeper lost)`. */
export function exitText({ cause, reason, code, signal, keeperLost }: ExitView): string {
  if (cause === 'failed') return 'failed to load'; // However its process was ended then.
  if (cause === 'lost') return 'lost (no host was there)';
  const facts: string[] = [];
  if (reason !== null) facts.push(reason);
  if (keeperLost === true) facts.push('exit code unknown: keeper lost');
  else if (signal !== null) facts.push(signal);
  else if (code !== null && code !== 0) facts.push(`exit code ${code}`);
  return facts.length === 0 ? cause : `${cause} (${facts.join(', ')})`;
}
