/**
 * LIKE: whether a text fits a pattern. A pattern is compiled once. A match takes at most the length of the text times that of the pattern, since only the last `%`
 * is ever gone back to; where that product is large, an automaton does it in a thirtieth.
 */
import { automatonOf } from './like-automaton.js';
import { stepsOf, takes, widthOf, type Step } from './like-pattern.js';

/** Whether a text fits. */
export type TextTest = (text: string) => boolean;

/** Above so many steps times characters the automaton, whose making costs something, is the faster. */
const LARGE = 100_000;

/** Makes the test of a pattern, without regard to case. Throws a `LikeFault` for a pattern that is none. */
export function compileLike(pattern: string): TextTest {
  const steps = stepsOf(pattern);
  let automaton: TextTest | undefined;
  return (text) => {
    if (text.length * steps.length <= LARGE) return fits(steps, text);
    automaton ??= automatonOf(steps);
    return automaton(text);
  };
}

/** The text that a pattern without anything special stands for; undefined where it has something. */
export function plainTextOf(pattern: string): string | undefined {
  return /[%_[]/.test(pattern) ? undefined : pattern;
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
