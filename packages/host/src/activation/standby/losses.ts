/** When a standby is started again after one has died that nobody told to. Pure: what time is comes in. */

/** From the first loss to the next start; doubles with each further one in a row. */
export const AGAIN_AFTER_MS = 1_000;
const AGAIN_AFTER_AT_MOST_MS = 600_000;

/** So many in a row, and none is started until a provider of that profile was loaded again: a host that is idle does not wake for ever. */
export const LOSSES_IN_A_ROW = 5;

/** One that has waited for so long was well: what ended it has nothing to do with the losses before it. */
export const WELL_AFTER_MS = 60_000;

/** The losses of one profile. */
export interface Losses {
  readonly inARow: number;
  /** None is started before. */
  readonly notBeforeMs: number;
  /** Nor without a load. */
  readonly needsLoad: boolean;
}

export const NO_LOSSES: Losses = { inARow: 0, notBeforeMs: -Infinity, needsLoad: false };

/** Of a runtime that does not know how to be a standby. */
export const NEVER_AGAIN: Losses = { inARow: 0, notBeforeMs: Infinity, needsLoad: true };

/** After one more, which had waited for `waitedMs`. */
export function afterLoss(losses: Losses, nowMs: number, waitedMs: number): Losses {
  const inARow = waitedMs >= WELL_AFTER_MS ? 1 : losses.inARow + 1;
  return { inARow, notBeforeMs: nowMs + Math.min(AGAIN_AFTER_MS * 2 ** (inARow - 1), AGAIN_AFTER_AT_MOST_MS), needsLoad: inARow >= LOSSES_IN_A_ROW };
}

/** After a provider of the profile was loaded. */
export function afterLoad(losses: Losses): Losses {
  return losses === NEVER_AGAIN ? losses : { ...losses, needsLoad: false };
}

/** When the next may be started; Infinity: not without a load. */
export function nextStartMs({ notBeforeMs, needsLoad }: Losses): number {
  return needsLoad ? Infinity : notBeforeMs;
}
