/**
 * LIKE for long texts and long patterns: all places of the pattern at which a text may have arrived are kept as the bits of a few words, and each character moves
 * them all at once. So a match takes the length of the text times a thirty-second of the pattern's, whatever both are.
 */
import { foldPoint, takes, widthOf, type Step } from './like-pattern.js';

const BITS = 32;

/** Makes the test of a pattern's steps. */
export function automatonOf(steps: readonly Step[]): (text: string) => boolean {
  const moves = steps.filter((step): step is Exclude<Step, 'any'> => step !== 'any');
  const words = Math.floor(moves.length / BITS) + 1;
  const stays = staysOf(steps, words);
  const masks = new Masks(moves, words);
  const [lastWord, lastBit] = [words - 1, 1 << (moves.length % BITS)];
  return (text) => {
    // Bit n: the first n moves are done.
    const places = new Int32Array(words);
    places[0] = 1;
    for (let at = 0; at < text.length; ) {
      const point = text.codePointAt(at) as number;
      if (!move(places, masks.of(foldPoint(point)), stays)) return false;
      at += widthOf(point);
    }
    return ((places[lastWord] as number) & lastBit) !== 0;
  };
}

/** Whether any place is left. From the last word to the first, so that each still finds the one before it as it was. */
function move(places: Int32Array, mask: Int32Array, stays: Int32Array): boolean {
  let left = 0;
  for (let word = places.length - 1; word >= 0; word -= 1) {
    const place = places[word] as number;
    const carried = word === 0 ? 0 : (places[word - 1] as number) >>> (BITS - 1);
    const next = (((place << 1) | carried) & (mask[word] as number)) | (place & (stays[word] as number));
    places[word] = next;
    left |= next;
  }
  return left !== 0;
}

/** The places at which `%` lets a text stay, whatever comes. */
function staysOf(steps: readonly Step[], words: number): Int32Array {
  const stays = new Int32Array(words);
  let done = 0;
  for (const step of steps) {
    if (step === 'any') setBit(stays, done);
    else done += 1;
  }
  return stays;
}

function setBit(words: Int32Array, bit: number): void {
  const word = Math.floor(bit / BITS);
  words[word] = (words[word] as number) | (1 << (bit % BITS));
}

/** For each character the moves that take it. All characters between two that the pattern names are alike, so there are never more masks than twice its length. */
class Masks {
  readonly #moves: readonly Exclude<Step, 'any'>[];
  readonly #words: number;
  /** The first of each kind of characters, in order. */
  readonly #starts: readonly number[];
  readonly #masks: (Int32Array | undefined)[] = [];

  constructor(moves: readonly Exclude<Step, 'any'>[], words: number) {
    this.#moves = moves;
    this.#words = words;
    const ranges = moves.flatMap((step): readonly (readonly [number, number])[] => (typeof step === 'number' ? [[step, step]] : step === 'one' ? [] : step.ranges));
    this.#starts = [...new Set([0, ...ranges.flatMap(([low, high]) => [low, high + 1])])].sort((one, other) => one - other);
  }

  of(point: number): Int32Array {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= point) low = middle;
      else high = middle - 1;
    }
    return (this.#masks[low] ??= this.#make(point));
  }

  #make(point: number): Int32Array {
    const mask = new Int32Array(this.#words);
    for (const [index, step] of this.#moves.entries()) if (takes(step, point)) setBit(mask, index + 1);
    return mask;
  }
}
