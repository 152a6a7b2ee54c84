/** Breadth first over every order of steps: the first broken promise comes with a shortest trace that leads to it. */
import type { Bounds } from './bounds.js';
import { checkRest, checkState } from './checks-of-states.js';
import { encode } from './encode.js';
import { PromiseBroken } from './promise-broken.js';
import type { Rules } from './rules.js';
import { StateGraph } from './state-graph.js';
import { STEP_KINDS, stepsOf, wordsOf } from './steps/all.js';
import { World } from './world.js';

/** A broken promise, and the steps that lead there. */
export interface Broken {
  readonly promise: string;
  readonly message: string;
  readonly trace: readonly string[];
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** What has happened at least once. */
  readonly seen: ReadonlySet<string>;
  readonly broken: Broken | undefined;
  /** Whether nothing was left to find. */
  readonly isWhole: boolean;
}

/** Walks all that can be reached, or up to so many states. */
export function explore(bounds: Bounds, rules: Rules, mostStates = 5_000_000): Exploration {
  return new Explorer(bounds, rules).run(mostStates);
}

class Explorer {
  readonly #seen = new Set<string>();
  readonly #known = new Map<string, number>();
  readonly #graph = new StateGraph();
  readonly #first: World;
  /** The state that is being left, and the step by which. */
  #at = 0;
  #step: number | undefined;
  #transitions = 0;

  constructor(bounds: Bounds, rules: Rules) {
    this.#first = new World({ bounds, rules, seen: this.#seen });
  }

  run(mostStates: number): Exploration {
    try {
      this.#find(this.#first, -1, -1);
      for (let layer = [this.#first]; layer.length > 0;) {
        const next: World[] = [];
        for (const world of layer) {
          this.#leave(world, next);
          if (this.#known.size > mostStates) return this.#result(false);
        }
        layer = next;
      }
      this.#refuseLoop();
      return this.#result(true);
    } catch (thrown) {
      if (!(thrown instanceof PromiseBroken)) throw thrown;
      return this.#result(false, thrown);
    }
  }

  /** Takes every step that can be taken from a state. */
  #leave(world: World, next: World[]): void {
    this.#graph.next();
    let moves = false;
    for (const step of stepsOf(world)) {
      this.#step = step;
      const kind = STEP_KINDS[step >> 8]!;
      const after = world.clone();
      kind.take(after, step & 255);
      checkState(after);
      this.#transitions += 1;
      moves ||= kind.of === 'must';
      const known = this.#known.size;
      const target = this.#find(after, this.#at, step);
      if (target === known) next.push(after);
      if (kind.of !== 'time') this.#graph.leadsTo(target);
    }
    this.#step = undefined;
    if (!moves) checkRest(world);
    this.#at += 1;
  }

  /** The number of a state, which is the next one where it is new. */
  #find(world: World, from: number, step: number): number {
    const key = encode(world);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const number = this.#known.size;
    this.#known.set(key, number);
    this.#graph.found(from, step);
    return number;
  }

  #refuseLoop(): void {
    const looped = this.#graph.findLoop();
    if (looped === -1) return;
    this.#at = looped;
    throw new PromiseBroken('L3', 'steps lead in a circle and never let time pass');
  }

  #result(isWhole: boolean, thrown?: PromiseBroken): Exploration {
    const trace = [...this.#graph.traceTo(this.#at), ...(this.#step === undefined ? [] : [this.#step])].map(wordsOf);
    const broken = thrown === undefined ? undefined : { promise: thrown.promise, message: thrown.message, trace };
    return { states: this.#known.size, transitions: this.#transitions, seen: this.#seen, broken, isWhole };
  }
}
