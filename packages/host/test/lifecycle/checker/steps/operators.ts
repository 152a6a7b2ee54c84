/** What operators, the system and the host's own stop do, and the passing of time. */
import { leasesOf } from '#src/lifecycle/activation-state.js';
import type { Act } from '../bounds.js';
import { checkAges } from '../checks-of-states.js';
import { latest } from '../checks-of-steps.js';
import { dispatch, lived } from '../slot-of-world.js';
import { ofProcesses, type StepKind } from '../step-kind.js';
import { editClearAfter, moveNeighbour, stopSweeps } from '../sweeper-of-world.js';
import type { World } from '../world.js';
import { terminate } from './provider.js';

function once(step: Pick<StepKind, 'name' | 'of'> & { readonly when: (world: World) => boolean; readonly take: (world: World) => void }): StepKind {
  const { name, of, when, take } = step;
  return {
    name, of,
    offer(world, give) {
      if (when(world)) give(0);
    },
    take,
  };
}

function act(kind: Act, name: string, when: (world: World) => boolean, take: (world: World) => void): StepKind {
  return once({
    name, of: 'may',
    when: (world) => world.may('acts') && world.bounds.actKinds.includes(kind) && !isClosed(world) && when(world),
    take(world) {
      world.spend('acts');
      take(world);
    },
  });
}

function isClosed({ stopping, isUnregistered }: World): boolean {
  return stopping > 0 || isUnregistered;
}

/** The limits of a slot as they are now. */
function limits({ slot: { overlap, room } }: World): { overlap: boolean; room: number } {
  return { overlap, room };
}

const edits = once({
  name: 'ClearAfter is edited', of: 'may',
  when: (world) => world.may('edits') && !isClosed(world),
  take(world) {
    world.spend('edits');
    if (world.slot.lives.some(({ state }) => state.name === 'releasing')) world.see('F-R9: ClearAfter is edited while release is on its way');
    editClearAfter(world);
  },
});

const neighbourMoves = once({
  name: 'a neighbour falls idle, or is used', of: 'may',
  when: (world) => world.may('neighbours') && world.stopping === 0,
  take(world) {
    world.spend('neighbours');
    moveNeighbour(world);
  },
});

const force = act('force', 'an operator unloads it by force', ({ slot }) => slot.lives.length > 0, (world) => {
  if (world.requests.some(({ state }) => state === 'at-work')) world.see('F-R22: unloaded by force during a call');
  world.isForcing = true;
  dispatch(world, { name: 'unload', reason: 'operator' });
  world.isForcing = false;
});

const enables = once({
  name: 'an operator enables it', of: 'may',
  when: ({ slot }) => !slot.isEnabled,
  take: (world) => dispatch(world, { name: 'enabled', isEnabled: true }),
});

const changes = act('update', 'its registration is changed', () => true, (world) => {
  world.version += 1;
  dispatch(world, { name: 'updated', ...limits(world) });
});

const unregisters = act('unregister', 'it is unregistered', () => true, (world) => {
  world.isUnregistered = true;
  dispatch(world, { name: 'closed' });
  dispatch(world, { name: 'unload', reason: 'unregistered' });
});

const terminates = ofProcesses({
  name: 'the system sends process # SIGTERM', of: 'may',
  when: ({ isActing, isTerminated }, world) => isActing && !isTerminated && world.may('acts') && world.bounds.actKinds.includes('terminate'),
  take(world, process) {
    world.spend('acts');
    terminate(process);
  },
});

const stops = once({
  name: 'the host begins to stop', of: 'may',
  when: (world) => world.may('stops') && !isClosed(world),
  take(world) {
    world.spend('stops');
    for (const { state } of world.slot.lives) world.see(`F-R23: stopped while ${state.name}`);
    world.stopping = 1;
    stopSweeps(world);
    dispatch(world, { name: 'closed' });
    dispatch(world, { name: 'drain', reason: 'shutdown' });
  },
});

const stopsNow = once({
  name: 'half of the time to stop is over', of: 'must',
  when: ({ stopping, slot }) => stopping === 1 && slot.lives.length > 0,
  take(world) {
    world.stopping = 2;
    dispatch(world, { name: 'unload', reason: 'shutdown' });
  },
});

const hurries = once({
  name: 'the host is told to stop at once', of: 'may',
  when: ({ stopping, slot }) => stopping > 0 && stopping < 3 && slot.lives.length > 0,
  take(world) {
    world.stopping = 3;
    for (const { number } of world.slot.lives) {
      lived(world, number, { name: 'unload-asked', reason: 'shutdown' });
      lived(world, number, { name: 'release-timed-out' });
    }
  },
});

const timePasses = once({
  name: 'a tick passes', of: 'time',
  when: (world) => world.ringsIn !== 0 && !world.isSweeping && (world.ringsIn > 0 || world.slot.lives.some(({ state }) => state.name === 'idle')),
  take(world) {
    const oldest = latest(Math.max(...world.bounds.clearAfter.filter(Number.isFinite))) + 1;
    if (world.ringsIn > 0) world.ringsIn -= 1;
    if (world.dueIn > 0) world.dueIn -= 1;
    const lives = world.slot.lives.map((life) =>
      life.state.name === 'idle' ? { number: life.number, state: { ...life.state, fromMs: Math.max(-oldest, life.state.fromMs - 1) } } : life);
    world.slot = { ...world.slot, lives };
    for (const process of world.processes) {
      const isQuiet = world.slot.lives.some(({ number, state }) => number === process.life && (state.name === 'idle' || state.name === 'held' || state.name === 'busy'));
      const isOpen = process.callsHeard > 0 || process.heard !== 0 || process.owed !== 0 || world.leasesOn(process.life) > 0;
      if (isQuiet && !isOpen) process.quietTicks = Math.min(oldest, process.quietTicks + 1);
    }
    checkAges(world);
  },
});

export const OPERATORS: readonly StepKind[] = [
  edits,
  neighbourMoves,
  act('unload', 'an operator unloads it', ({ slot }) => slot.lives.length > 0 && slot.lives.every(({ state }) => state.name !== 'held' && state.name !== 'busy' && state.name !== 'adopting' && leasesOf(state) === 0), (world) => dispatch(world, { name: 'unload', reason: 'operator' })),
  force,
  act('disable', 'an operator disables it', ({ slot }) => slot.isEnabled, (world) => dispatch(world, { name: 'enabled', isEnabled: false })),
  enables,
  changes,
  act('limit', 'its limits are changed', () => true, (world) => {
    world.mayOverlap = true;
    dispatch(world, { name: 'limits-changed', overlap: !world.slot.overlap, room: world.slot.room === 1 ? 2 : 1 });
  }),
  unregisters,
  terminates,
  stops,
  stopsNow,
  hurries,
  timePasses,
];
