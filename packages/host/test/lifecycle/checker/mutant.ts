/** A mutant: one rule taken away, from the lifecycle or from what surrounds it. What a mutant of the lifecycle does is said as a change of what the real one answers. */
import type { ActivationState, LifecycleEvent } from '#src/lifecycle/activation-state.js';
import { slotTransition, type SlotTransition } from '#src/lifecycle/slot-transition.js';
import type { SlotEffect, SlotEvent, SlotState } from '#src/lifecycle/slot-state.js';
import type { CONFIGURATIONS } from './configurations.js';
import { RULES, type Rules } from './rules.js';

export interface Mutant {
  /** What it does wrong. */
  readonly name: string;
  /** What that breaks. */
  readonly breaks: string;
  /** The configuration in which it has to be found. */
  readonly within: keyof typeof CONFIGURATIONS;
  readonly rules: Rules;
}

type Within = Mutant['within'];

/** Takes a rule of the surroundings away. */
export function without(rule: Exclude<keyof Rules, 'transition'>, name: string, breaks: string, within: Within): Mutant {
  return { name, breaks, within, rules: { ...RULES, [rule]: false } };
}

/** Decides itself where it wants to, and leaves the rest to the lifecycle. */
export function decides(name: string, breaks: string, within: Within, decide: (state: SlotState, event: SlotEvent, nowMs: number) => SlotTransition | undefined): Mutant {
  return { name, breaks, within, rules: { ...RULES, transition: (state, event, nowMs) => decide(state, event, nowMs) ?? slotTransition(state, event, nowMs) } };
}

/** Does not hear what happens to a life, or hears something else. */
export function mishears(name: string, breaks: string, within: Within, hear: (event: LifecycleEvent, state: ActivationState) => LifecycleEvent | undefined): Mutant {
  return decides(name, breaks, within, (state, event, nowMs) => {
    const life = event.name === 'lived' ? lifeOf(state, event.life) : undefined;
    if (event.name !== 'lived' || life === undefined) return undefined;
    const heard = hear(event.event, life);
    return heard === undefined ? { state, effects: [] } : slotTransition(state, { ...event, event: heard }, nowMs);
  });
}

/** Changes what comes out, where something happened to a life. */
export function changes(name: string, breaks: string, within: Within, change: (after: SlotTransition, life: number, event: LifecycleEvent, before: ActivationState | undefined) => SlotTransition): Mutant {
  return decides(name, breaks, within, (state, event, nowMs) => (event.name === 'lived' ? change(slotTransition(state, event, nowMs), event.life, event.event, lifeOf(state, event.life)) : undefined));
}

/** Forgets effects. */
export function forgets(name: string, breaks: string, within: Within, isForgotten: (effect: SlotEffect) => boolean): Mutant {
  return decides(name, breaks, within, (state, event, nowMs) => {
    const after = slotTransition(state, event, nowMs);
    return { ...after, effects: after.effects.filter((effect) => !isForgotten(effect)) };
  });
}

/** Moves the idle clock of a life that has just fallen idle one tick back, where `isWrong` says so. */
export function agesOn(name: string, breaks: string, within: Within, isWrong: (event: LifecycleEvent) => boolean): Mutant {
  return changes(name, breaks, within, (after, life, event, before) => {
    const state = lifeOf(after.state, life);
    if (state?.name !== 'idle' || before?.name === 'idle' || !isWrong(event)) return after;
    return { ...after, state: withLife(after.state, life, { ...state, fromMs: state.fromMs - 1 }) };
  });
}

export function lifeOf({ lives }: SlotState, life: number): ActivationState | undefined {
  return lives.find(({ number }) => number === life)?.state;
}

/** The same slot with another state of one life. */
export function withLife(state: SlotState, life: number, next: ActivationState): SlotState {
  return { ...state, lives: state.lives.map((one) => (one.number === life ? { number: life, state: next } : one)) };
}

/** The newest life of that state. */
export function newest({ lives }: SlotState, name: ActivationState['name']): number | undefined {
  return lives.findLast(({ state }) => state.name === name)?.number;
}
