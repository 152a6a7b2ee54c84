/** Sets of contexts and requests are whole numbers here, a bit for each. */

/** How many are in a set. */
export function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
