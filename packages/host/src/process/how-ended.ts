/** The words for the end of a process, as every error and report has them. */
import type { ProcessExit } from './provider-process.js';

/** A clause: `exited with code 7`. Of one whose keeper was lost it says that nobody knows. */
export function howEnded({ code, signal, unseen }: Pick<ProcessExit, 'code' | 'signal' | 'unseen'>): string {
  if (unseen === true) return 'ended (its exit code is not known: its keeper was lost)';
  return signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
}

/** A sentence with what it wrote last. */
export function lastWordsOf({ lastLines, unseen }: Pick<ProcessExit, 'lastLines' | 'unseen'>): string {
  if (lastLines.length > 0) return `Its last words:\n${lastLines.map((line) => `  | ${line}`).join('\n')}`;
  return unseen === true ? 'What it wrote since then was not kept.' : 'It wrote nothing.';
}
