/** The patterns of LIKE, step by step: `%` any characters, `_` one, `[a-f]`, `[abc]` and `[^a-f]` one of a set. How a text is led along the steps is left to `like.ts`. */
import { foldUnit } from './fold-text.js';

/** What is wrong with a pattern, and at which of its characters, from 0. */
export class LikeFault {
  readonly index: number;
  readonly sentence: string;

  constructor(index: number, sentence: string) {
    this.index = index;
    this.sentence = sentence;
  }
}

/** One character or any, or the character itself, or one of some ranges of folded characters, ends included. */
export type Step = 'any' | 'one' | number | { readonly isNegated: boolean; readonly ranges: readonly (readonly [low: number, high: number])[] };

/** The steps of a pattern. Throws {@link LikeFault} for a set without end, an empty one, or a range that runs backwards. */
export function stepsOf(pattern: string): readonly Step[] {
  const steps: Step[] = [];
  for (let index = 0; index < pattern.length; ) {
    const point = pattern.codePointAt(index) as number;
    if (pattern[index] === '[') {
      const end = pattern.indexOf(']', index + 1);
      if (end < 0) throw new LikeFault(index, 'The set that begins with this [ has no ].');
      steps.push(setOf(pattern, index + 1, end));
      index = end + 1;
      continue;
    }
    const step = pattern[index] === '%' ? 'any' : pattern[index] === '_' ? 'one' : foldPoint(point);
    if (step !== 'any' || steps.at(-1) !== 'any') steps.push(step);
    index += widthOf(point);
  }
  return steps;
}

function setOf(pattern: string, start: number, end: number): Step {
  const isNegated = pattern[start] === '^';
  const points = [...pattern.slice(isNegated ? start + 1 : start, end)];
  if (points.length === 0) throw new LikeFault(start - 1, 'This set is empty.');
  const ranges: [number, number][] = [];
  for (let index = 0; index < points.length; index += 1) {
    const low = foldPoint((points[index] as string).codePointAt(0) as number);
    const isRange = points[index + 1] === '-' && index + 2 < points.length;
    const high = isRange ? foldPoint((points[index + 2] as string).codePointAt(0) as number) : low;
    if (high < low) throw new LikeFault(start - 1, `The range ${points[index]}-${points[index + 2]} runs backwards.`);
    ranges.push([low, high]);
    if (isRange) index += 2;
  }
  return { isNegated, ranges };
}

/** Whether a step takes a character. */
export function takes(step: Exclude<Step, 'any'>, point: number): boolean {
  if (step === 'one') return true;
  const found = foldPoint(point);
  if (typeof step === 'number') return step === found;
  for (const [low, high] of step.ranges) if (found >= low && found <= high) return !step.isNegated;
  return step.isNegated;
}

/** A character in the form in which it is compared. */
export function foldPoint(point: number): number {
  return point < 0x10000 ? foldUnit(point) : point;
}

/** How many UTF-16 units a character has. */
export function widthOf(point: number): number {
  return point < 0x10000 ? 1 : 2;
}
