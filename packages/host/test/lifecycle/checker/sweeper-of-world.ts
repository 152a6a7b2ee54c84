/** The sweeper, as `activation/sweeper.ts` and `activation/activations.ts` have it: one rule, one timer, this provider and a neighbour under the same rule. */
import { lived, stateOf } from './slot-of-world.js';
import type { World } from './world.js';

/** Lives have changed their states: whoever is idle is looked at, whoever is not no longer is. */
export function look(world: World): void {
  for (const process of world.processes) {
    const isIdle = stateOf(world, process.life)?.name === 'idle';
    if (!isIdle) process.isWatched = false;
    else if (!process.isWatched) watch(world, () => (process.isWatched = true));
  }
}

/** The neighbour falls idle, or is used again. */
export function moveNeighbour(world: World): void {
  if (world.hasNeighbour) world.hasNeighbour = false;
  else watch(world, () => (world.hasNeighbour = true));
}

/** ClearAfter is edited: what is idle is looked at anew. */
export function editClearAfter(world: World): void {
  world.clearAfter = 1 - world.clearAfter;
  const idle = world.processes.filter(({ life }) => stateOf(world, life)?.name === 'idle');
  const { hasNeighbour } = world;
  if (world.rules.plansAnew) {
    world.hasNeighbour = false;
    for (const process of idle) process.isWatched = false;
  }
  for (const process of idle) {
    process.isWatched = false;
    process.begin(true);
    lived(world, process.life, { name: 'clear-after-edited' });
    look(world);
  }
  if (!hasNeighbour) return;
  world.hasNeighbour = false;
  watch(world, () => (world.hasNeighbour = true));
}

/** The timer rings: a sweep follows, where it is time for one and anything is idle. */
export function ring(world: World): void {
  world.ringsIn = -1;
  if (!isLooking(world)) world.dueIn = 0;
  else if (world.dueIn > 0) plan(world, world.dueIn);
  else world.isSweeping = true;
}

/** Nothing is looked at any more. */
export function stopSweeps(world: World): void {
  world.ringsIn = -1;
  world.dueIn = 0;
  world.hasNeighbour = world.isSweeping = false;
  for (const process of world.processes) process.isWatched = false;
}

/** Whatever is due by now is let go. */
export function sweep(world: World): void {
  world.isSweeping = false;
  for (const { isWatched, life } of world.processes.slice()) if (isWatched) lived(world, life, { name: 'swept', clearAfterMs: world.clearAfterTicks });
  if (isLooking(world)) plan(world, Math.max(1, world.clearAfterTicks));
}

/** Whether anything is idle. */
export function isLooking({ processes, hasNeighbour }: World): boolean {
  return hasNeighbour || processes.some(({ isWatched }) => isWatched);
}

function watch(world: World, add: () => void): void {
  if (world.clearAfterTicks === Infinity) return;
  if (!isLooking(world)) plan(world, world.clearAfterTicks);
  add();
}

function plan(world: World, delay: number): void {
  world.dueIn = delay;
  if (world.ringsIn < 0 || world.ringsIn > delay) world.ringsIn = delay;
}
