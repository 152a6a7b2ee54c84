/** Every kind of step, in an order that never changes: a step is its number times 256 and its argument. */
import { SUPERVISION } from './supervision.js';
import type { StepKind } from '../step-kind.js';
import type { World } from '../world.js';
import { CALLERS } from './callers.js';
import { FAULTS } from './faults.js';
import { HOST } from './host.js';
import { OPERATORS } from './operators.js';
import { PROVIDER } from './provider.js';
import { RECOVERY } from './recovery.js';

export const STEP_KINDS: readonly StepKind[] = [...CALLERS, ...HOST, ...PROVIDER, ...FAULTS, ...OPERATORS, ...SUPERVISION, ...RECOVERY];

/** The kind of a step. */
export function kindOf(step: number): StepKind {
  return STEP_KINDS[step >> 8]!;
}

/** A step in words. */
export function wordsOf(step: number): string {
  return kindOf(step).name.replace('#', String(step & 255));
}

/** Every step that can be taken now. */
export function stepsOf(world: World): number[] {
  const steps: number[] = [];
  let first = 0;
  const give = (argument: number): void => void steps.push(first + argument);
  for (const kind of STEP_KINDS) {
    kind.offer(world, give);
    first += 256;
  }
  return steps;
}
