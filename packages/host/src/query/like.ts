/**
 * The patterns of LIKE: `%` any characters, `_` one, `[a-f]`, `[abc]` and `[^a-f]` one of a set. A pattern is compiled once; a match takes at most the length of
 * the text times that of the pattern, since only the last `%` is ever gone back to.
 */
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

/** Whether a text fits. */
export type TextTest = (text: string) => boolean;

/** One or any, or the character itself, or one of some ranges of folded characters, ends included. */
type Step = 'any' | 'one' | number | { readonly isNegated: boolean; readonly ranges: readonly (readonly [low: number, high: number])[] };

/** Makes the test of a pattern, without regard to case. Throws {@link LikeFault} for a set without end, an empty one, or a range that runs backwards. */
export function compileLike(pattern: string): TextTest {
  const steps = stepsOf(pattern);
  return (text) => fits(steps, text);
}

/** The text that a pattern without anything special stands for; undefined where it has something. */
export function plainTextOf(pattern: string): string | undefined {
  return /[%_[]/.test(pattern) ? undefined : pattern;
}

function stepsOf(pattern: string): readonly Step[] {
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

/** The greedy walk: where it fails, the last `%` takes one character more. Earlier ones need not, since what the last can reach they can reach no better. */
function fits(steps: readonly Step[], text: string): boolean {
  let [at, step, resumeStep, resumeAt] = [0, 0, -1, 0];
  while (at < text.length) {
    const now = steps[step];
    if (now === 'any') {
      if (step === steps.length - 1) return true;
      step += 1;
      [resumeStep, resumeAt] = [step, at];
      continue;
    }
    const point = text.codePointAt(at) as number;
    if (now !== undefined && takes(now, point)) {
      step += 1;
      at += widthOf(point);
      continue;
    }
    if (resumeStep < 0) return false;
    resumeAt += widthOf(text.codePointAt(resumeAt) as number);
    [step, at] = [resumeStep, resumeAt];
  }
  while (steps[step] === 'any') step += 1;
  return step === steps.length;
}

function takes(step: Exclude<Step, 'any'>, point: number): boolean {
  if (step === 'one') return true;
  const found = foldPoint(point);
  if (typeof step === 'number') return step === found;
  for (const [low, high] of step.ranges) if (found >= low && found <= high) return !step.isNegated;
  return step.isNegated;
}

function foldPoint(point: number): number {
  return point < 0x10000 ? foldUnit(point) : point;
}

function widthOf(point: number): number {
  return point < 0x10000 ? 1 : 2;
}
