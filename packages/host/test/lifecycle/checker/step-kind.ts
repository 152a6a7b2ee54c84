/** A kind of step that a world can take. */
import type { World } from './world.js';

export interface StepKind {
  /** What happens, for the traces; `#` stands for the argument. */
  readonly name: string;
  /** `must`: it comes by itself, sooner or later. `may`: nobody owes it; there are only so many. `time`: time passes. */
  readonly of: 'must' | 'may' | 'time';
  /** Gives each argument with which the step can be taken now. */
  readonly offer: (world: World, give: (argument: number) => void) => void;
  /** Takes it, in place. Throws where that breaks a promise. */
  readonly take: (world: World, argument: number) => void;
}

/** A step of a process, by its place among those that are there. */
export function ofProcesses(
  step: Pick<StepKind, 'name' | 'of'> & { readonly when: (process: World['processes'][number], world: World) => boolean; readonly take: (world: World, process: World['processes'][number]) => void },
): StepKind {
  const { name, of, when, take } = step;
  return {
    name, of,
    offer(world, give) {
      const { processes } = world;
      for (let index = 0; index < processes.length; index += 1) if (when(processes[index]!, world)) give(index);
    },
    take: (world, index) => take(world, world.processes[index]!),
  };
}
