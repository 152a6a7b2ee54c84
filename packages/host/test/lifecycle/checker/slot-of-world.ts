/** The slot's part in a world: it gives events to the lifecycle under test and carries out what follows, as `activation/slot.ts` does. */
import { isCurrent, type ActivationState, type LifecycleEffect, type LifecycleEvent } from '#src/lifecycle/activation-state.js';
import type { SlotEffect, SlotEvent, SlotState } from '#src/lifecycle/slot-state.js';
import { checkLoad } from './checks-of-steps.js';
import { endTree, sendRelease, settle } from './leaving.js';
import { expect } from './recovery-of-world.js';
import { sendEarly } from './early-of-world.js';
import { admit, endLeasesOf, failWaiting, refuseReentry } from './requests-of-world.js';
import { Process } from './process.js';
import { look } from './sweeper-of-world.js';
import type { World } from './world.js';

/** It is always now: points in time are moved into the past instead. */
export const NOW = 0;

/** Gives an event to the slot and does what it says, in its order. */
export function dispatch(world: World, event: SlotEvent): void {
  const before = world.slot;
  if (event.name === 'may-load') world.mayLoad = event.mayLoad;
  const { state, effects } = world.rules.transition(before, event, NOW);
  if (event.name !== 'lived') {
    world.see(event.name);
    if (event.name === 'updated' || event.name === 'drain' || event.name === 'unload') for (const { state: { name } } of before.lives) world.see(`${name} <- ${event.name}`);
  }
  world.slot = state;
  if (event.name === 'lived' && isFailure(before, state, event)) world.mayLoad = 'later';
  if (state.lives !== before.lives) look(world);
  for (const effect of effects) carryOut(world, effect);
}

/** A life that was loading or served ends by a fault, not because it was told to go. */
function isFailure(before: SlotState, after: SlotState, { life, event }: Extract<SlotEvent, { name: 'lived' }>): boolean {
  const was = stateOf({ slot: before }, life);
  return was !== undefined && isCurrent(was) && was.name !== 'adopting' && stateOf({ slot: after }, life)?.name === 'killing' && event.name !== 'drain-asked' && event.name !== 'unload-asked';
}

/** Something has happened to one life. */
export function lived(world: World, life: number, event: LifecycleEvent): void {
  const state = stateOf(world, life);
  if (state !== undefined) world.see(`${state.name} <- ${event.name}`);
  dispatch(world, { name: 'lived', life, event });
}

/** The state of a life; undefined once it is gone. */
export function stateOf(world: { readonly slot: SlotState }, life: number): ActivationState | undefined {
  return world.slot.lives.find(({ number }) => number === life)?.state;
}

function carryOut(world: World, effect: SlotEffect): void {
  world.see(`to ${effect.do}`);
  switch (effect.do) {
    case 'admit':
      return admit(world, effect.life, effect.count);
    case 'send-early':
      return sendEarly(world, effect.life);
    case 'fail-waiting':
      return failWaiting(world, effect.why);
    case 'refuse-re-entry':
      return refuseReentry(world);
    case 'load':
      checkLoad(world, effect.life);
      world.processes.push(new Process(effect.life, world.version));
      return;
    case 'adopt':
      return expect(world, effect.life);
    default:
      return carryOutOn(world, effect.life, effect.do);
  }
}

function carryOutOn(world: World, life: number, effect: LifecycleEffect): void {
  const process = world.process(life);
  if (process === undefined) return;
  switch (effect) {
    case 'initialize':
      checkLoad(world, life);
      process.isLoadTold = false;
      process.isAgain = process.isPreparing = true;
      return;
    case 'end-leases':
      return endLeasesOf(world, process);
    case 'send-release':
      return sendRelease(world, process);
    case 'arm-release-timer':
      process.timer = 'release';
      return;
    case 'arm-channel-timer':
      process.timer = 'channel';
      return;
    case 'disarm':
      process.timer = 'none';
      return;
    case 'end-tree':
      return endTree(world, process);
    case 'settle':
      return settle(world, process);
  }
}
