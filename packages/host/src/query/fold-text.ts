/**
 * How texts are compared without regard to case: by Unicode's simple case folding, character by character, the same in every locale. `Straße` is not
 * `STRASSE`, and `İ` is no `i`. Of characters beyond the first 65,536 only those that are the same are the same. Nothing here allocates for each text.
 */

const folded = new Uint16Array(0x10000);
const isFilled = new Uint8Array(0x100);

/** A UTF-16 unit in the form in which it is compared. */
export function foldUnit(unit: number): number {
  if (isFilled[unit >> 8] === 0) fill(unit >> 8);
  return folded[unit] as number;
}

/** Whether two texts are the same but for their case. */
export function isSameText(one: string, other: string): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) {
    const [left, right] = [one.charCodeAt(index), other.charCodeAt(index)];
    if (left !== right && foldUnit(left) !== foldUnit(right)) return false;
  }
  return true;
}

/** Less than 0, 0 or more than 0, as the first text stands before, with or after the second: by its folded UTF-16 units. */
export function compareTexts(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length);
  for (let index = 0; index < shorter; index += 1) {
    const [left, right] = [one.charCodeAt(index), other.charCodeAt(index)];
    if (left === right) continue;
    const difference = foldUnit(left) - foldUnit(right);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** Whether a text is the same as no other: none of its characters has a second case. */
export function hasNoCase(text: string): boolean {
  for (const character of text) if (character.toLowerCase() !== character || character.toUpperCase() !== character) return false;
  return true;
}

/** Page by page, since a page is a few microseconds and most texts need one. */
function fill(page: number): void {
  for (let unit = page << 8; unit < (page + 1) << 8; unit += 1) folded[unit] = foldedUnit(unit);
  isFilled[page] = 1;
}

/** Up and down again brings final and other sigmas together, as folding does. The dotless i goes up to a letter that it must not be. */
function foldedUnit(unit: number): number {
  const character = String.fromCharCode(unit);
  const upper = character.toUpperCase();
  const lower = (upper.length === 1 && unit !== 0x131 ? upper : character).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : unit;
}
