/** Whether the uses of a provider come at a regular pace. Pure. */

/** So many of its uses are known, the latest last; fewer are no pace. */
export const USES_KNOWN = 4;
/** How far the time between two of them may be from the mean of all. */
const TOLERANCE = 0.2;
/** A pace that is quicker needs no help, and one that is slower is not waited for. */
const SHORTEST_MS = 5_000;
const LONGEST_MS = 6 * 3_600_000;

/** The time from one use to the next, as it was so far; undefined where it is not regular. */
export function paceOf(usesMs: readonly number[]): number | undefined {
  if (usesMs.length < USES_KNOWN) return undefined;
  const gaps = usesMs.slice(1).map((atMs, index) => atMs - (usesMs[index] as number));
  const meanMs = gaps.reduce((sum, gapMs) => sum + gapMs, 0) / gaps.length;
  const isRegular = gaps.every((gapMs) => Math.abs(gapMs - meanMs) <= meanMs * TOLERANCE);
  return isRegular && meanMs >= SHORTEST_MS && meanMs <= LONGEST_MS ? meanMs : undefined;
}
