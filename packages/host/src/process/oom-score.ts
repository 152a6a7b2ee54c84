/** Whom a system without memory ends first. What a provider may use at all is left to the system's limits. */
import { writeFileSync } from 'node:fs';

/** Far above the 0 of host and keeper, and below the 1000 that would choose it whatever it uses. */
const SCORE = 900;
const FIRST_SCORE = 1000;

/** Offers the process, and what it starts from now on, to the system before others; one that serves nobody yet, `isAhead`, before all. Where the system has no such choice, or knows the process no more, nothing happens. */
export function offerToOomKiller(pid: number, isAhead = false): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(isAhead ? FIRST_SCORE : SCORE));
  } catch {
    // Then nobody is preferred.
  }
}
