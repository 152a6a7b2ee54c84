/** The versions of the protocol. Feature flags decide behaviour; the version only decides whether two peers can talk at all. */

/** An inclusive range of protocol versions that a peer speaks. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** What this build speaks. */
export const SPOKEN_VERSIONS: VersionRange = { min: 1, max: 1 };

/**
 * The highest version that both ranges hold, or undefined when they share none.
 * `agreeOnVersion({ min: 1, max: 3 }, { min: 2, max: 5 })` is 3.
 */
export function agreeOnVersion(ours: VersionRange, theirs: VersionRange): number | undefined {
  const highest = Math.min(ours.max, theirs.max);
  return highest >= Math.max(ours.min, theirs.min) ? highest : undefined;
}
