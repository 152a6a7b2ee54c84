/** How much may happen in one exploration: every order of so many requests, refusals, faults, edits and acts of an operator is walked. */

/** What may go wrong with a provider's process, each time at any moment. */
export type Fault = 'crash' | 'hang' | 'close-channel' | 'garbage' | 'fail-load' | 'fail-start' | 'slow-load' | 'stay';

/** What an operator, or the system, may do. */
export type Act = 'unload' | 'force' | 'disable' | 'update' | 'limit' | 'unregister' | 'terminate';

/** How often a thing may still happen. */
export type Budget = 'giveUps' | 'faults' | 'refusals' | 'calls' | 'edits' | 'neighbours' | 'acts' | 'stops' | 'repeats' | 'words' | 'hostDeaths';

export interface Bounds extends Readonly<Record<Budget, number>> {
  readonly name: string;
  /** Each asks once, and anew where that is allowed by `repeats`. */
  readonly requests: number;
  /** Calls of a provider that lead back to itself. */
  readonly reentries: number;
  readonly isPure: boolean;
  readonly overlap: boolean;
  /** Its processes take a request behind initialize. */
  readonly early: boolean;
  readonly room: number;
  /** What ClearAfter is at first, and what an edit makes of it, in ticks; the next edit makes the first of it again. */
  readonly clearAfter: readonly [number, number];
  readonly faultKinds: readonly Fault[];
  readonly actKinds: readonly Act[];
}

const NOTHING = {
  requests: 2, reentries: 0, isPure: true, overlap: false, early: false, room: 2, clearAfter: [1, 2] as const,
  giveUps: 0, faults: 0, refusals: 0, calls: 0, edits: 0, neighbours: 0, acts: 0, stops: 0, repeats: 0, words: 0, hostDeaths: 0, faultKinds: [], actKinds: [],
};

/** Bounds of which all is zero that is not given. */
export function boundsOf(name: string, given: Partial<Omit<Bounds, 'name'>>): Bounds {
  return { ...NOTHING, name, ...given };
}
