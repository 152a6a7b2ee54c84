/** Tells who refuses and who takes it back, as events: all of it while that is rare, a sample with a count where a provider does it with each request. */
import type { Clock } from '../clock.js';
import { TokenBucket } from '../log/token-bucket.js';
import type { Activation } from './activation.js';

/** Events a second of one activation; as many may have been saved up. */
const TOLD_PER_SECOND = 10;

interface Told {
  readonly bucket: TokenBucket;
  untold: number;
}

export class RefusalNews {
  readonly #clock: Clock;
  readonly #tell: (type: string, activation: Activation, facts: Record<string, unknown>) => void;
  readonly #told = new WeakMap<Activation, Told>();

  constructor(clock: Clock, tell: (type: string, activation: Activation, facts: Record<string, unknown>) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  tell(type: 'refused' | 'requested', activation: Activation, facts: Record<string, unknown>): void {
    const nowMs = this.#clock.nowMs();
    let told = this.#told.get(activation);
    if (told === undefined) this.#told.set(activation, (told = { bucket: new TokenBucket(TOLD_PER_SECOND, nowMs), untold: 0 }));
    if (!told.bucket.take(1, nowMs)) {
      told.untold += 1;
      return;
    }
    this.#tell(type, activation, { ...facts, ...(told.untold === 0 ? {} : { untold: told.untold }) });
    told.untold = 0;
  }
}
