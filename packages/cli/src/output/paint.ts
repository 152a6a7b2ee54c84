/** Colours, only for a terminal and only where they are wanted. What is coloured how is said here once. */

export interface Paint {
  readonly good: (text: string) => string;
  readonly caution: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
}

/** Whether a stream gets colours: FORCE_COLOR decides, else NO_COLOR, else whether it is a terminal that has them. */
export function wantsColour(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR: force, NO_COLOR: none, TERM: terminal } = environment;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (none !== undefined && none !== '') return false;
  return stream.isTTY === true && terminal !== 'dumb';
}

export function paintFor(isColoured: boolean): Paint {
  const sgr = (code: number, end: number) => (text: string) => (isColoured && text !== '' ? `\u001b[${code}m${text}\u001b[${end}m` : text);
  return { good: sgr(32, 39), caution: sgr(33, 39), bad: sgr(31, 39), faint: sgr(2, 22), strong: sgr(1, 22) };
}

/** The colour of a provider's state. */
export function paintState(paint: Paint, state: string): string {
  switch (state) {
    case 'busy': case 'idle': return paint.good(state);
    case 'loading': case 'held': case 'adopting': case 'releasing': return paint.caution(state);
    case 'killing': case 'quarantined': return paint.bad(state);
    case 'unloaded': return paint.faint(state);
    default: return state;
  }
}
