/** How many standbys each profile gets. Pure: which profiles there are, and in which order, is the pool's affair. */

/** The most that are kept in all, whatever the setting and however many profiles there are. */
export const STANDBYS_AT_MOST = 8;

/** To each profile, the latest used first, `each` of them, as far as `atMost` in all allow: one to everybody before a second to anybody. */
export function allot(keys: readonly string[], each: number, atMost: number = STANDBYS_AT_MOST): ReadonlyMap<string, number> {
  const allotted = new Map(keys.map((key) => [key, 0]));
  let left = atMost;
  for (let round = 0; round < each && left > 0; round += 1) {
    for (const key of keys.slice(0, left)) allotted.set(key, round + 1);
    left -= Math.min(left, keys.length);
  }
  return allotted;
}
