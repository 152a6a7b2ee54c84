/** The few statistics the report uses. */

/** Of numbers in ascending order. */
export function percentile(ascending, share) {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))];
}

export function median(numbers) {
  const ascending = [...numbers].sort((one, other) => one - other);
  const middle = ascending.length >> 1;
  return ascending.length % 2 === 1 ? ascending[middle] : (ascending[middle - 1] + ascending[middle]) / 2;
}

/** Largest over smallest: 1.00 is a run without noise. */
export function spread(numbers) {
  return Math.max(...numbers) / Math.min(...numbers);
}

/** Each round's ratio of two, then the middle one: what slows a whole round down cancels out. Rounds that lack either are left out. */
export function medianRatio(ofEachRound, againstEachRound) {
  const ratios = ofEachRound.flatMap((number, round) => (number === undefined || againstEachRound[round] === undefined ? [] : [number / againstEachRound[round]]));
  return ratios.length === 0 ? undefined : median(ratios);
}
