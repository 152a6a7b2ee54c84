/** "Did you mean": the candidate that a mistyped word was probably meant to be. */
import { foldName } from './names.js';

const longestWord = 64;
const mostCandidates = 1_000;

/**
 * The candidate nearest to a word, or undefined when none is near: at most a third of the word's letters, and never more than
 * three, may be wrong (changed, missing, added, or swapped with a neighbour). Case does not count. Bounded: words over 64
 * characters have no nearest, and only the first 1,000 candidates are looked at.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > longestWord) return undefined;
  const sought = foldName(word);
  let best: string | undefined;
  let fewest = Math.min(3, Math.max(1, Math.floor(word.length / 3))) + 1;
  let looked = 0;
  for (const candidate of candidates) {
    if ((looked += 1) > mostCandidates) break;
    if (Math.abs(candidate.length - word.length) >= fewest) continue;
    const wrong = distance(sought, foldName(candidate));
    if (wrong < fewest) [best, fewest] = [candidate, wrong];
  }
  return best;
}

/** `, did you mean "list"?` for the end of a sentence, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates);
  return near === undefined ? '' : `, did you mean "${near}"?`;
}

/** The number of single letters to change, add, drop or swap with a neighbour. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      let cost = Math.min((last[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (isSame ? 0 : 1));
      const isSwap = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwap) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      now.push(cost);
    }
    [before, last] = [last, now];
  }
  return last[other.length] ?? 0;
}
