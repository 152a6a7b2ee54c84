/**
 * Whether a provider that is at work is alive: it is pinged while something is open in it, and found hung when it has been silent for several
 * pings and an operation is past its deadline besides. A busy provider is not a dead one. What becomes of one that is found is left to others.
 */
import type { Clock, Timer } from '../clock.js';
import type { Vitals } from '../process/vitals.js';
import { diagnose, type Diagnosis, type HangKind, type Look } from './diagnosis.js';

export interface LivenessRules {
  readonly pingIntervalMs: number;
  /** Silent so often in a row, it counts as silent; */
  readonly pingMisses: number;
  /** and so long after the deadline of an operation, as hung. */
  readonly hangGraceMs: number;
  /** How long after its deadline an operation that never returns may keep a provider that answers pings. */
  readonly abandonedGraceMs: number;
}

/** An operation that is open in the provider. */
export interface OpenOperation {
  readonly id: string;
  /** `get Note="7"`. */
  readonly what: string;
  readonly ageMs: number;
  /** Whether its caller has been answered, by its deadline or because it gave up. */
  readonly isAbandoned: boolean;
  /** How long it is past its deadline; negative before. */
  readonly overdueMs: number;
}

/** Why it is to be ended. */
export interface Hang {
  readonly how: 'silent' | 'abandoned';
  readonly diagnosis: Diagnosis;
  readonly vitals: Vitals | undefined;
  /** How long it has not answered. */
  readonly silentMs: number;
  readonly pings: { readonly sent: number; readonly answered: number };
  readonly operations: readonly OpenOperation[];
}

export interface LivenessTools {
  readonly clock: Clock;
  readonly rules: () => LivenessRules;
  /** Settles when it has answered, whatever it says; stays pending where it does not. */
  readonly ping: () => Promise<unknown>;
  readonly look: () => Vitals | undefined;
  /** What is open in it; undefined when it is not at work any more. */
  readonly operations: () => readonly OpenOperation[] | undefined;
  /** It has become silent: told once for each silence. */
  readonly silent: (facts: { readonly silentMs: number; readonly kind: HangKind }) => void;
  /** It is to be ended. Called once. */
  readonly found: (hang: Hang) => void;
}

/** A timer that rings so late means that the host itself was stalled: what was not heard meanwhile is nobody's silence. */
const STALL_MS = 500;

export class Liveness {
  readonly #tools: LivenessTools;
  #timer: Timer | undefined;
  #sent = 0;
  #answered = 0;
  /** When the ping was sent that is not answered yet. */
  #askedMs: number | undefined;
  #misses = 0;
  #isToldSilent = false;
  /** The look at the first miss, against which the last is held. */
  #first: Look | undefined;
  #isOver = false;

  constructor(tools: LivenessTools) {
    this.#tools = tools;
  }

  /** It is at work. To be called whenever it begins to be; one that is watched already costs nothing. */
  watch(): void {
    if (this.#timer === undefined && !this.#isOver) this.#arm(this.#tools.rules().pingIntervalMs);
  }

  /** It is gone. */
  stop(): void {
    this.#isOver = true;
    this.#timer?.cancel();
  }

  /** How long it has been silent, where it counts as silent. */
  get silentMs(): number | null {
    return this.#isToldSilent && this.#askedMs !== undefined ? Math.round(this.#tools.clock.nowMs() - this.#askedMs) : null;
  }

  #arm(delayMs: number): void {
    const { clock } = this.#tools;
    const dueMs = clock.nowMs() + delayMs;
    this.#timer = clock.after(delayMs, () => {
      const isStalled = clock.nowMs() - dueMs > STALL_MS;
      clock.afterTurn(() => this.#ring(isStalled)); // An answer may lie there unread.
    });
  }

  #ring(isStalled: boolean): void {
    this.#timer = undefined;
    const operations = this.#tools.operations();
    if (this.#isOver || operations === undefined) return this.#rest();
    const rules = this.#tools.rules();
    if (isStalled) this.#misses = 0;
    else this.#count(rules);
    if (!this.#judge(operations, rules)) this.#arm(this.#nextMs(operations, rules));
  }

  /** Nothing is open: whether it answers is not asked. */
  #rest(): void {
    this.#misses = 0;
    this.#isToldSilent = false;
  }

  #count({ pingMisses }: LivenessRules): void {
    if (this.#askedMs === undefined) return this.#ping();
    this.#misses += 1;
    if (this.#misses === 1) this.#first = this.#look();
    if (this.#misses < pingMisses || this.#isToldSilent) return;
    this.#isToldSilent = true;
    this.#tools.silent({ silentMs: this.silentMs ?? 0, kind: diagnose(this.#first as Look, this.#look()).kind });
  }

  #ping(): void {
    const { clock, ping } = this.#tools;
    this.#askedMs = clock.nowMs();
    this.#sent += 1;
    const answered = (): void => {
      this.#answered += 1;
      this.#askedMs = undefined;
      this.#rest();
    };
    ping().then(answered, () => undefined); // Its connection is gone: that is told otherwise.
  }

  #look(): Look {
    return { atMs: this.#tools.clock.nowMs(), vitals: this.#tools.look() };
  }

  /** Whether it was found to be at its end. */
  #judge(operations: readonly OpenOperation[], { pingMisses, hangGraceMs, abandonedGraceMs }: LivenessRules): boolean {
    const overdueMs = Math.max(...operations.map((one) => (one.isAbandoned ? one.overdueMs : -Infinity)), -Infinity);
    const isSilent = this.#misses >= pingMisses;
    const isAbandoned = this.#misses === 0 && this.#answered > 0 && overdueMs >= abandonedGraceMs && operations.every((one) => one.isAbandoned);
    if (!(isSilent && overdueMs >= hangGraceMs) && !isAbandoned) return false;
    this.stop();
    const last = this.#look();
    const found = diagnose(this.#first ?? last, last);
    this.#tools.found({
      how: isSilent ? 'silent' : 'abandoned',
      diagnosis: isSilent ? found : { ...found, kind: 'responsive' },
      vitals: last.vitals,
      silentMs: isSilent ? Math.round(last.atMs - (this.#askedMs ?? last.atMs)) : 0,
      pings: { sent: this.#sent, answered: this.#answered },
      operations,
    });
    return true;
  }

  /** A ping each interval; of one that is silent already, the moment at which the grace of an operation is over comes first. */
  #nextMs(operations: readonly OpenOperation[], { pingIntervalMs, pingMisses, hangGraceMs }: LivenessRules): number {
    if (this.#misses < pingMisses) return pingIntervalMs;
    const rest = operations.map((one) => hangGraceMs - one.overdueMs).filter((ms) => ms > 0);
    return Math.max(1, Math.min(pingIntervalMs, ...rest));
  }
}
