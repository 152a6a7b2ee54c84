/** What is remembered of the latest failure of a provider, and how it is told: to those who are refused because of it, and to operators. */
import type { ExitView, ProviderError } from '@provost/protocol';
import { howEnded } from '../process/how-ended.js';

export interface LastFailure {
  /** One clause: `exited with code 7 while it was loaded`. */
  readonly what: string;
  /** When, for people. */
  readonly at: string;
  readonly pid: number | null;
  readonly exit: Pick<ExitView, 'code' | 'signal' | 'cause' | 'reason' | 'keeperLost'> | null;
  /** What it wrote last, oldest first. */
  readonly lastLines: readonly string[];
}

/** What is known at the moment of a failure: a load says why it failed, anything else is told by the exit that follows. */
export function failureOf(fault: ProviderError | undefined, at: Date): LastFailure {
  return {
    what: fault === undefined ? 'is being ended' : firstLineOf(fault.sentence),
    at: at.toISOString(),
    pid: fault?.facts.pid ?? null,
    exit: null,
    lastLines: fault?.facts.lastLines ?? [],
  };
}

/** The same with the exit that was seen. What a load said of itself stays. */
export function withExit(failure: LastFailure, exit: ExitView, fault: ProviderError | undefined): LastFailure {
  const { code, signal, cause, reason, keeperLost, pid, at, lastLines } = exit;
  return { what: fault === undefined ? clauseOf(exit) : failure.what, at, pid: pid === 0 ? failure.pid : pid, exit: { code, signal, cause, reason, ...(keeperLost === undefined ? {} : { keeperLost }) }, lastLines: lastLines.length === 0 ? failure.lastLines : lastLines };
}

function clauseOf({ code, signal, reason, keeperLost = false }: ExitView): string {
  const end = howEnded({ code, signal, unseen: keeperLost });
  if (reason === 'hung') return `it hung and ${end}`;
  if (reason === 'misbehaved') return `it broke the protocol and ${end}`;
  return `it ${end} while it was loaded`;
}

/** Its last words, as they are put behind a sentence; empty where it wrote nothing. */
export function lastWordsOf({ lastLines }: LastFailure): string {
  return lastLines.length === 0 ? '' : ` Its last words:\n${lastLines.map((line) => `  | ${line}`).join('\n')}`;
}

function firstLineOf(text: string): string {
  return text.split('\n', 1)[0] as string;
}
