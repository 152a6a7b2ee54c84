/** A schedule under way: what may still be done, what is being done, and the chance that it is drawn by. What each step does is in `steps/`. */
import { isProviderError, type ProviderState } from '@provost/protocol';
import type { CellProcess } from './cell-process.js';
import { PromiseBroken } from './checker.js';
import { OPERATION_MS, RELEASE_MS, TICK_MS } from './limits.js';
import type { Stage } from './stage.js';

/** How often a thing may still happen. */
export type Budget = 'faults' | 'acts' | 'stops' | 'calls' | 'reentries';

/** A step that can be taken now. */
export type Take = () => unknown;

export interface Step {
  readonly offer: (play: Play) => readonly Take[];
}

/** As the checker has it. */
const MOST_CALLS = 3;
/** What is owed comes within this, as a rule; where it does not, another step is drawn. */
const PATIENCE_MS = 150;
/** Here it is waited for longer: what does not come now never will. */
const PATIENCE_AT_REST_MS = 2_000;
const MOST_VAIN = 4;
/** It is released by then, whatever ClearAfter is. */
const TICKS_OF_NEIGHBOUR = 12;

export class Play {
  readonly stage: Stage;
  readonly draw: () => number;
  readonly left: Record<Budget, number>;
  /** What operators have begun and what is not over. */
  readonly pending = new Set<Promise<void>>();
  /** What the host says that the cell is, before each step. */
  state: ProviderState = 'unloaded';
  clearAfter = 0;
  room: number;
  isEnabled = true;
  isSpoiled = false;
  isRegistering = false;
  isUnregistered = false;
  /** 0: runs. 1: drains. 2: unloads. 3: hurries. */
  stopping = 0;
  isStopped = false;
  /** How often nothing was seen, one time after the other. */
  #vain = 0;

  constructor(stage: Stage, draw: () => number) {
    this.stage = stage;
    this.draw = draw;
    this.room = stage.shape.room;
    const { faults, acts, stops } = stage.shape;
    this.left = { faults, acts, stops, calls: MOST_CALLS, reentries: MOST_CALLS };
  }

  get isClosed(): boolean {
    return this.stopping > 0 || this.isUnregistered;
  }

  /** Nothing more can happen to the cell. */
  get isOver(): boolean {
    return this.isStopped || (this.isUnregistered && this.pending.size === 0 && this.stage.callers.open.length === 0 && this.stage.alive.length === 0);
  }

  /** Does it in the background. It may fail with these codes, with none of its own doing. */
  begin(what: string, act: () => Promise<unknown>, codes: readonly string[], over: () => void = () => undefined): void {
    const done: Promise<void> = act().then(() => undefined, (error: unknown) => {
      const code = isProviderError(error) ? error.code : undefined;
      const mayFail = code !== undefined && (codes.includes(code) || (this.isClosed && CLOSED.includes(code)));
      this.stage.expect('S8', mayFail, () => `${what} fails: ${String(isProviderError(error) ? error.message : (error as Error).stack)}`);
    }).then(() => {
      over();
      this.pending.delete(done);
      this.stage.observe();
    });
    this.pending.add(done);
  }

  /** Has a look at what the host shows. */
  async look(): Promise<void> {
    const { stage } = this;
    if (this.isStopped) this.state = 'unloaded';
    else if (!this.isClosed) await stage.lookAtHolds();
    if (!this.isStopped) ({ state: this.state } = await stage.viewOf('cell'));
  }

  /** Moves time on: the neighbour, which is to be harmed by nothing, has the time that it takes when it falls due on the way. */
  async advance(ms: number): Promise<void> {
    const { stage } = this;
    while (this.isRegistering) await stage.observations.next(stage.observations.seen, PATIENCE_MS); // A process that only describes has a deadline too.
    await stage.settle();
    let restMs = ms;
    for (let tick = 0; tick < TICKS_OF_NEIGHBOUR && stage.hasNeighbour && restMs > TICK_MS && !this.isStopped; tick += 1) {
      await stage.clock.advance(`${TICK_MS}ms`);
      await stage.settle();
      restMs -= TICK_MS;
    }
    await stage.clock.advance(`${restMs}ms`);
  }

  /** Whether the system itself is on its way to something, with nobody to be told and no time to pass before. */
  get isOwed(): boolean {
    const alive = this.stage.alive;
    switch (this.state) {
      case 'loading':
        return !alive.some((process) => process.phase === 'loading' && (process.waits || process.isHung));
      case 'releasing':
        return alive.length === 0 || alive.some((process) => process.isActing && !process.waits && !process.isClient);
      case 'killing':
        return !alive.some(({ hasClosed }) => hasClosed);
      case 'unloaded':
        return this.isRegistering || (!this.isSpoiled && this.stage.callers.open.length > 0);
      default:
        return this.isRegistering;
    }
  }

  /**
   * Nothing is left to be told: waits until something more than `seen` is seen, or else lets time pass, for what only its limits can end. Throws
   * L1 where that does not help either.
   */
  async waitAtRest(seen: number, trace: string[]): Promise<void> {
    if (await this.stage.observations.next(seen, PATIENCE_AT_REST_MS)) {
      this.#vain = 0;
      return;
    }
    this.stage.tally.inVain += 1;
    this.#vain += 1;
    if (this.#vain > MOST_VAIN) throw new PromiseBroken('L1', `nothing happens any more, and ${this.stage.callers.open.length} wait, while ${this.pending.size} acts are not over and the cell is ${this.state}`);
    trace.push(`${this.stage.clock.nowMs()} ms, ${this.state}: nothing happens`);
    await this.advance(this.#vain === MOST_VAIN ? OPERATION_MS : RELEASE_MS);
  }

  /** Waits for whatever is seen next. */
  async moveOn(): Promise<void> {
    const { observations, tally } = this.stage;
    if (!(await observations.next(observations.seen, PATIENCE_MS))) tally.inVain += 1;
  }
}

/** What everybody may be told once the host stops or the registration is gone. */
const CLOSED: readonly string[] = ['SERVER_IS_SHUTTING_DOWN', 'NOT_FOUND', 'INVALID_CLASS', 'INVALID_NAMESPACE', 'OPERATION_CANCELLED', 'CONNECTION_CLOSED', 'PROVIDER_LOAD_FAILED'];

/** A step of each process of the cell that is as it has to be. */
export function ofCells(when: (process: CellProcess, play: Play) => boolean, take: (process: CellProcess, play: Play) => unknown): Step {
  return { offer: (play) => play.stage.alive.filter((process) => when(process, play)).map((process) => () => take(process, play)) };
}

/** A step of the world. */
export function once(when: (play: Play) => boolean, take: (play: Play) => unknown): Step {
  return { offer: (play) => (when(play) ? [() => take(play)] : []) };
}
