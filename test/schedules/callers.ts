/** Those who ask: so many at a time, each answered once. What comes of their requests is judged here, by what was done meanwhile. */
import { Invoke, isProviderError } from '@provost/protocol';
import { mayFail } from './answers.js';
import type { CellProcess } from './cell-process.js';
import type { Stage } from './stage.js';

/** As in the checker. */
const MOST_ASKED = 10;

/** A request under way: a caller's, or a provider's own by way of the host. */
export interface Asked {
  readonly n: number;
  readonly moment: number;
  readonly askedMs: number;
  /** The same in real time. */
  readonly beganMs: number;
  /** The registration that held when it was asked. */
  readonly version: number;
  /** Whose own call it is. */
  readonly by?: CellProcess;
  readonly abort: AbortController;
  hasGivenUp: boolean;
  /** Whether the provider has said that it is at work on it. */
  isAtWork: boolean;
}

export class Callers {
  readonly #stage: Stage;
  readonly #open = new Map<number, Asked>();
  #last = 0;
  #forgotten = MOST_ASKED;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Those that have no answer, oldest first. */
  get open(): readonly Asked[] {
    return [...this.#open.values()];
  }

  /** How many more may be asked before one is forgotten. */
  get room(): number {
    return this.#forgotten;
  }

  /** How many have an answer and are not forgotten. */
  get answered(): number {
    return MOST_ASKED - this.#forgotten - this.open.filter(({ by }) => by === undefined).length;
  }

  forget(): void {
    this.#forgotten += 1;
  }

  of(n: number): Asked | undefined {
    return this.#open.get(n);
  }

  ask(): void {
    this.#forgotten -= 1;
    const asked = this.#begin();
    this.#stage.tally.requests += 1;
    const request = this.#stage.door.request(Invoke, { path: 'root/cell:Cell', method: 'work', arguments: { n: asked.n } }, { signal: asked.abort.signal });
    void request.then(
      ({ value }) => this.#answered(asked, value as number),
      (error: unknown) => this.#failed(asked, error),
    );
  }

  /** A number for a call that a provider is told to make itself; its answer comes by {@link ownAnswered}. */
  beginOwn(by: CellProcess): number {
    const { n } = this.#begin(by);
    by.calls.add(n);
    return n;
  }

  giveUp(asked: Asked): void {
    asked.hasGivenUp = true;
    asked.abort.abort();
  }

  /** A provider has the answer to its own call. */
  ownAnswered(by: CellProcess, n: number, code: string | undefined): void {
    const asked = this.#open.get(n);
    by.calls.delete(n);
    this.#open.delete(n);
    if (asked === undefined || code === undefined) return;
    this.#judge(asked, code, {}, `code ${code}`);
  }

  /** A process is gone, and with it all that it waited for. */
  forgetOwn(by: CellProcess): void {
    for (const n of by.calls) this.#open.delete(n);
    by.calls.clear();
  }

  #begin(by?: CellProcess): Asked {
    const { deeds, clock, version } = this.#stage;
    const asked = {
      n: (this.#last += 1), moment: deeds.moment(), askedMs: clock.nowMs(), beganMs: performance.now(), version, abort: new AbortController(), hasGivenUp: false, isAtWork: false,
      ...(by === undefined ? {} : { by }),
    };
    this.#open.set(asked.n, asked);
    return asked;
  }

  #answered(asked: Asked, pid: number): void {
    this.#open.delete(asked.n);
    const process = this.#stage.processOf(pid);
    this.#stage.expect('S3', process !== undefined && !process.running.has(asked.n), () => `request ${asked.n} is answered by process ${pid}, which was not told to`);
    if (process !== undefined) process.usedMs = this.#stage.clock.nowMs();
    this.#stage.tally.answer('answered');
    this.#stage.observe();
  }

  #failed(asked: Asked, error: unknown): void {
    this.#open.delete(asked.n);
    if (isProviderError(error)) this.#judge(asked, error.code, error.facts, error.message);
    else this.#stage.expect('S8', false, () => `request ${asked.n} fails by a fault of the host: ${String((error as Error).stack)}`);
    this.#stage.observe();
  }

  #judge(asked: Asked, code: string, facts: Record<string, unknown>, words: string): void {
    const { deeds, clock, journal, tally } = this.#stage;
    tally.answer(code);
    const failure = {
      code, facts, moment: asked.moment, askedMs: asked.askedMs, nowMs: clock.nowMs(), tookMs: performance.now() - asked.beganMs, hasGivenUp: asked.hasGivenUp, isOwn: asked.by !== undefined, loadBeganMs: journal.loadBeganMs,
      loadTookMs: performance.now() - journal.loadBeganRealMs,
    };
    // A provider that asked is told no facts here: whatever was done to the one it asked may be why.
    this.#stage.expect('S8', mayFail(failure, deeds) || (asked.by !== undefined && code.startsWith('PROVIDER_')), () => `request ${asked.n} fails (${code}), and nothing was done that it should: ${words}`);
  }
}
