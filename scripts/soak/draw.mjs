/** Chance that can be had again: the same seed draws the same. */

/** Numbers from 0 to below 1, by mulberry32. */
export function generatorOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of the choices, each `[weight, ...]`, as often as its weight says. */
export function drawWeighted(random, choices) {
  let at = random() * choices.reduce((sum, [weight]) => sum + weight, 0);
  return choices.find(([weight]) => (at -= weight) < 0) ?? choices.at(-1);
}
