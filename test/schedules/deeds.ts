/** What was done to the host and its providers, and when: whoever is refused or fails has to have one of these to thank for it. */

/** `spoiled`: its files are not those that were registered. */
export type Deed = 'forced' | 'stopped' | 'unregistered' | 'disabled' | 'spoiled' | 'terminated';

export type Harm = 'crashed' | 'hung' | 'closed' | 'garbled' | 'failed' | 'terminated';

export class Deeds {
  #moment = 0;
  readonly #last = new Map<Deed, number>();
  readonly #harmed = new Map<number, Set<Harm>>();

  /** A new moment: later than all that has been done. */
  moment(): number {
    return (this.#moment += 1);
  }

  /** It is done from here on, until `over`. */
  begin(deed: Deed): void {
    this.#last.set(deed, Infinity);
  }

  over(deed: Deed): void {
    this.#last.set(deed, this.moment());
  }

  /** Whether it was done at some time after that moment. */
  isSince(deed: Deed, moment: number): boolean {
    return (this.#last.get(deed) ?? 0) > moment;
  }

  harm(pid: number, harm: Harm): void {
    this.#harmed.set(pid, (this.#harmed.get(pid) ?? new Set()).add(harm));
  }

  /** Whether anything was done to any process, or it could not be started. */
  get hasHarmed(): boolean {
    return this.#harmed.size > 0 || this.#last.has('spoiled');
  }

  /** Whether one of these was done to that process; without them, whether anything was. */
  isHarmed(pid: unknown, ...harms: readonly Harm[]): boolean {
    const done = this.#harmed.get(pid as number);
    return done !== undefined && (harms.length === 0 || harms.some((harm) => done.has(harm)));
  }
}
