/** What a provider that does not answer is at, told from outside by two looks at its process. */
import type { Vitals } from '../process/vitals.js';

/** `burning`: its loop runs and never ends. `blocked`: it waits in a call. `stopped`: by a signal or a debugger. `responsive`: it answers, and one operation never returns. */
export type HangKind = 'burning' | 'blocked' | 'stopped' | 'responsive' | 'unknown';

export interface Diagnosis {
  readonly kind: HangKind;
  /** Between the two looks. */
  readonly overMs: number;
  /** The part of one processor that its first thread used, and that all of it used. */
  readonly firstThreadShare: number;
  readonly processShare: number;
}

/** A loop that runs without end uses what it can get: on a machine that is short of processors that is less than one, yet never next to nothing. */
const BURNING_SHARE = 0.1;

/** A look, and when. */
export interface Look {
  readonly atMs: number;
  readonly vitals: Vitals | undefined;
}

export function diagnose(first: Look, last: Look): Diagnosis {
  const overMs = Math.max(1, Math.round(last.atMs - first.atMs));
  const share = (cpuMs: (vitals: Vitals) => number): number =>
    first.vitals === undefined || last.vitals === undefined ? 0 : Math.round((100 * Math.max(0, cpuMs(last.vitals) - cpuMs(first.vitals))) / overMs) / 100;
  const firstThreadShare = share(({ threads, cpuMs }) => threads[0]?.cpuMs ?? cpuMs);
  return { kind: kindOf(last.vitals, firstThreadShare), overMs, firstThreadShare, processShare: share(({ cpuMs }) => cpuMs) };
}

function kindOf(vitals: Vitals | undefined, share: number): HangKind {
  if (vitals === undefined) return 'unknown';
  if (vitals.state === 'T' || vitals.state === 't') return 'stopped';
  return share >= BURNING_SHARE ? 'burning' : 'blocked';
}

/** A clause for people. */
export const KIND_WORDS: Readonly<Record<HangKind, string>> = {
  burning: 'its loop runs without end',
  blocked: 'it waits in a call that does not return',
  stopped: 'it is stopped, by a signal or a debugger',
  responsive: 'it answers pings, and an operation never returns',
  unknown: 'the system does not say what it is at',
};
