/**
 * The supervision of one provider: it is told what happens to its lives, keeps how it stands, and says whether a new life may begin. What
 * follows from what is `standing.ts`'s affair; carrying it out is the slot's.
 */
import { isProviderError, type ExitView, type HeldOffView, type ProviderError } from '@provost/protocol';
import type { Clock, Timer } from '../clock.js';
import type { MayLoad } from '../lifecycle/slot-state.js';
import type { QuarantineRecord, Quarantines } from '../repository/quarantines.js';
import { cannotStart, isOfTheHost } from './cannot-start.js';
import { heldOffError, heldOffView } from './held-off.js';
import { failureOf, withExit, type LastFailure } from './last-failure.js';
import { GOOD_STANDING, mayLoad, restOf, standingAfter, type Standing, type StandingEvent, type SupervisionRules } from './standing.js';

export interface SupervisionTools {
  readonly provider: string;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly rules: () => SupervisionRules;
  readonly kept: Pick<Quarantines, 'get' | 'put' | 'delete'>;
  /** What the files of a start look like now, for {@link stillUnable}. */
  readonly stamp: () => string;
  /** Looks, and starts nothing, whether what kept it from starting still does: the error of that, or undefined. `stamp`: of the time at which it failed. */
  readonly stillUnable: (fault: ProviderError, stamp: string) => Promise<ProviderError | undefined>;
  readonly tell: (type: string, facts: Readonly<Record<string, unknown>>) => void;
  /** What it says of a new life has changed by itself. */
  readonly changed: () => void;
}

export class Supervision {
  readonly #tools: SupervisionTools;
  #standing: Standing = GOOD_STANDING;
  #word: MayLoad = 'yes';
  #failure: LastFailure | undefined;
  /** Of a load: the error that those who waited for it were told. */
  #fault: ProviderError | undefined;
  #stamp = '';
  /** When each life answered its first request. */
  readonly #answeredMs = new WeakMap<object, number>();
  /** How it stood before the latest failure. */
  #before: Standing = GOOD_STANDING;
  /** Events that follow the one that tells of the end. */
  #untold: (() => void)[] = [];
  #isLooking = false;
  #timer: Timer | undefined;

  constructor(tools: SupervisionTools) {
    this.#tools = tools;
    const kept = tools.kept.get(tools.provider);
    if (kept !== undefined) this.#restore(kept);
  }

  /** Whether a new life may begin. */
  get word(): MayLoad {
    return this.#word;
  }

  /** A request wants a life. It may wait for a pause that is nearly over, or while it is looked whether what was wrong has been put right. */
  asked(): void {
    if (this.#standing === GOOD_STANDING) return;
    if (this.#standing.phase.name === 'cannot-start') this.#look();
    else this.#judge();
  }

  /** A life begins. */
  began(): void {
    this.#change({ name: 'load-began' });
  }

  /** A life has answered its first request. */
  answered(life: object): void {
    const { clock, changed, tell } = this.#tools;
    const { phase } = this.#standing;
    const before = this.#word;
    this.#answeredMs.set(life, clock.nowMs());
    this.#change({ name: 'answered' });
    if (this.#word !== before) changed();
    if (phase.name === 'probing') tell('probed', { outcome: 'answered', failures: phase.failures });
  }

  /** A life has failed: with `fault`, in being loaded. */
  failed(life: object, fault: ProviderError | undefined): void {
    if (fault !== undefined && isOfTheHost(fault)) return;
    this.#before = this.#standing;
    const before = this.#standing.phase;
    this.#failure = failureOf(fault, this.#tools.clock.date());
    this.#fault = fault;
    const isFinal = fault !== undefined && cannotStart(fault);
    if (isFinal) this.#stamp = this.#tools.stamp();
    this.#change(isFinal ? { name: 'cannot-start' } : { name: 'failed', answeredMs: this.#answeredMs.get(life), random: this.#tools.random() });
    if (before.name === 'probing') this.#untold.push(() => this.#tools.tell('probed', { outcome: 'failed', failures: before.failures }));
    if (this.#standing.phase !== before) this.#untold.push(() => this.#tellPhase());
  }

  /** A life is gone: what there is to tell follows the event of its end. */
  ended(life: object, exit: ExitView): void {
    if (exit.pid !== 0 && exit.code === null && exit.signal === null) return this.#takeBack(); // It went with its keeper.
    if (this.#untold.length > 0 && this.#failure !== undefined) {
      this.#failure = withExit(this.#failure, exit, this.#fault);
      this.#keep(this.#standing);
    }
    for (const tell of this.#untold.splice(0)) tell();
    if (exit.cause === 'released' && this.#answeredMs.has(life)) this.#change({ name: 'went-in-order' });
  }

  /** Forgets all failures: the next request loads it. What it was kept back by, or null. */
  reset(): HeldOffView | null {
    const was = this.view();
    const before = this.#word;
    this.#fault = undefined;
    this.#change({ name: 'reset' });
    if (this.#word !== before) this.#tools.changed();
    return was;
  }

  /** What a request is told that is not to wait. */
  heldOff(): ProviderError {
    if (this.#standing.phase.name === 'cannot-start' && this.#fault !== undefined) return this.#fault;
    return heldOffError(this.#told());
  }

  /** How operators see it; null where nothing keeps it from being loaded. */
  view(): HeldOffView | null {
    return heldOffView(this.#told());
  }

  /** The provider is no more: nothing is kept of it. */
  forget(): void {
    this.#timer?.cancel();
    this.#tools.kept.delete(this.#tools.provider);
  }

  /** Disarms. */
  stop(): void {
    this.#timer?.cancel();
  }

  #told(): Parameters<typeof heldOffView>[0] {
    const { provider, clock } = this.#tools;
    return { provider, standing: this.#standing, nowMs: clock.nowMs(), date: clock.date(), failure: this.#failure };
  }

  #change(event: StandingEvent): void {
    const { clock, rules } = this.#tools;
    const before = this.#standing;
    this.#standing = standingAfter(before, event, clock.nowMs(), rules());
    if (this.#standing === before) return;
    this.#keep(before);
    this.#judge();
  }

  #judge(): void {
    const { clock, rules } = this.#tools;
    this.#timer?.cancel();
    this.#word = mayLoad(this.#standing, clock.nowMs(), rules());
    if (this.#word !== 'later') return;
    this.#timer = clock.after(restOf(this.#standing, clock.nowMs()), () => {
      this.#judge();
      this.#tools.changed();
    });
  }

  /** Those who ask wait for the answer; one look is enough for all. */
  #look(): void {
    const fault = this.#fault;
    this.#word = 'later';
    if (this.#isLooking || fault === undefined) return;
    this.#isLooking = true;
    void this.#tools.stillUnable(fault, this.#stamp)
      .catch((error: unknown) => {
        if (isProviderError(error)) return error;
        throw error;
      })
      .then((found) => {
        this.#isLooking = false;
        if (this.#standing.phase.name === 'cannot-start') {
          this.#fault = found;
          if (found === undefined) this.#change({ name: 'reset' });
          else this.#word = 'no';
        }
        this.#tools.changed();
      });
  }

  /** What was taken for a failure was none of the provider's. */
  #takeBack(): void {
    if (this.#untold.length === 0) return;
    this.#untold = [];
    const after = this.#standing;
    this.#standing = this.#before;
    this.#keep(after);
    this.#judge();
  }

  #tellPhase(): void {
    const { phase } = this.#standing;
    const view = this.view();
    if (view === null) return;
    const forMs = 'untilMs' in phase ? Math.round(phase.untilMs - phase.sinceMs) : undefined;
    const facts = { failures: view.failures, why: view.why, ...(forMs === undefined ? {} : { forMs }) };
    if (phase.name === 'backing-off') this.#tools.tell('backing-off', facts);
    else if (phase.name === 'quarantined') this.#tools.tell('quarantined', { ...facts, until: view.probeAt });
    else if (phase.name === 'cannot-start') this.#tools.tell('cannot-start', { why: view.why, code: this.#fault?.code });
  }

  #keep(before: Standing): void {
    const { kept, provider, clock } = this.#tools;
    const { phase, nextQuarantineMs } = this.#standing;
    if (phase.name === 'quarantined') {
      const at = (ms: number): string => new Date(clock.date().getTime() + ms - clock.nowMs()).toISOString();
      kept.put(provider, { since: at(phase.sinceMs), until: at(phase.untilMs), forMs: phase.forMs, nextQuarantineMs, failures: phase.failures, failure: this.#failure });
    } else if (phase.name !== 'probing' && (before.phase.name === 'quarantined' || before.phase.name === 'probing')) {
      kept.delete(provider);
    }
  }

  /** What the wall clock says of the rest is bounded: it may have been set. */
  #restore({ since, until, forMs, nextQuarantineMs, failures, failure }: QuarantineRecord): void {
    const { clock } = this.#tools;
    const [nowMs, wallMs] = [clock.nowMs(), clock.date().getTime()];
    const restMs = Math.min(Math.max(Date.parse(until) - wallMs, 0), forMs);
    const sinceMs = nowMs - Math.max(wallMs - Date.parse(since), 0);
    this.#failure = failure as LastFailure | undefined;
    this.#standing = { phase: { name: 'quarantined', sinceMs, untilMs: nowMs + restMs, forMs, failures }, failures: [], inRow: failures, nextQuarantineMs };
    this.#judge();
  }
}
