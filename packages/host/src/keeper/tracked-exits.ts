/** The exits that somebody waits for, however they come to be known: a keeper tells of them, or /proc shows them. */
import type { ExitedParams } from '@provost/protocol';
import type { Clock } from '../clock.js';
import { ExitWatch } from '../process/exit-watch.js';
import type { ProcessExit } from '../process/provider-process.js';
import { settlesWithin } from '../process/waiting.js';
import { AwaitedExit, NOTICE_MS, UNSEEN_EXIT, type RemoteIdentity } from './remote-process.js';

/** How many exits are remembered that nobody has asked for yet. */
const EARLY_EXITS = 1024;

interface Tracked {
  readonly exit: AwaitedExit;
  stopWatching?: () => void;
}

export class TrackedExits {
  readonly #clock: Clock;
  readonly #watch: ExitWatch;
  /** Whether there is a keeper that may still tell of an exit. */
  readonly #mayBeTold: () => boolean;
  readonly #tracked = new Map<string, Tracked>();
  /** What was told of processes of the last host that were not adopted yet. */
  readonly #early = new Map<string, ProcessExit>();

  constructor(clock: Clock, watch: ExitWatch, mayBeTold: () => boolean) {
    this.#clock = clock;
    this.#watch = watch;
    this.#mayBeTold = mayBeTold;
  }

  /** The exit of that activation's process, told already or to come. Asking twice gives the same. */
  of(activation: string): AwaitedExit {
    const found = this.#tracked.get(activation)?.exit;
    if (found) return found;
    const exit = new AwaitedExit();
    const early = this.#early.get(activation);
    this.#early.delete(activation);
    if (early) exit.settle(early);
    else this.#tracked.set(activation, { exit });
    return exit;
  }

  /** Nobody waits for it any more: there never was a process. */
  forget(activation: string): void {
    this.#tracked.get(activation)?.stopWatching?.();
    this.#tracked.delete(activation);
  }

  /** A keeper has told of an exit. */
  told(params: ExitedParams): void {
    const { activation, code, signal, lastLines } = params;
    const exit: ProcessExit = { code, signal, lastLines };
    const tracked = this.#tracked.get(activation);
    this.forget(activation);
    if (tracked) {
      tracked.exit.settle(exit);
      return;
    }
    this.#early.set(activation, exit);
    if (this.#early.size > EARLY_EXITS) this.#early.delete(this.#early.keys().next().value!);
  }

  /** No keeper is known to keep it, so /proc is asked; a keeper that tells of the exit a little later is believed all the same. */
  watch(identity: RemoteIdentity): void {
    const tracked = this.#tracked.get(identity.activation);
    if (!tracked || tracked.stopWatching) return;
    tracked.stopWatching = this.#watch.watch(identity, () => void this.#gone(identity.activation, tracked.exit));
  }

  /** A keeper keeps it after all. */
  unwatch(activation: string): void {
    const tracked = this.#tracked.get(activation);
    tracked?.stopWatching?.();
    if (tracked) delete tracked.stopWatching;
  }

  async #gone(activation: string, exit: AwaitedExit): Promise<void> {
    if (this.#mayBeTold() && (await settlesWithin(this.#clock, exit.promise, NOTICE_MS))) return;
    this.forget(activation);
    exit.settle(UNSEEN_EXIT);
  }
}
