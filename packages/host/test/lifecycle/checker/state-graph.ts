/** Which step led from which state to which: for the shortest trace to a state, and for the search for loops. */
import { IntList } from './int-list.js';

export class StateGraph {
  readonly #parents = new IntList();
  readonly #steps = new IntList();
  /** Where the targets of each state begin. Steps in which time passes are left out. */
  readonly #offsets = new IntList();
  readonly #targets = new IntList();

  /** A state is found, from another one or, the first, from none. */
  found(parent: number, step: number): void {
    this.#parents.push(parent);
    this.#steps.push(step);
  }

  /** From here on the steps are those of the next state, in the order in which they were found. */
  next(): void {
    this.#offsets.push(this.#targets.length);
  }

  /** The present state leads to that one, without time. */
  leadsTo(target: number): void {
    this.#targets.push(target);
  }

  /** The steps to a state, from the first one on. */
  traceTo(state: number): number[] {
    const trace: number[] = [];
    for (let at = state; at > 0; at = this.#parents.at(at)) trace.unshift(this.#steps.at(at));
    return trace;
  }

  /** A state from which steps without time lead back to it, or -1: takes away, again and again, what nothing leads to any more. */
  findLoop(): number {
    const states = this.#offsets.length;
    this.next();
    const incoming = new Int32Array(states);
    for (let edge = 0; edge < this.#targets.length; edge += 1) incoming[this.#targets.at(edge)]! += 1;
    const free: number[] = [];
    for (let state = 0; state < states; state += 1) if (incoming[state] === 0) free.push(state);
    for (let state = free.pop(); state !== undefined; state = free.pop()) {
      for (let edge = this.#offsets.at(state); edge < this.#offsets.at(state + 1); edge += 1) {
        const target = this.#targets.at(edge);
        incoming[target]! -= 1;
        if (incoming[target] === 0) free.push(target);
      }
    }
    return incoming.findIndex((count) => count > 0);
  }
}
