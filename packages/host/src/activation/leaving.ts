/** How an activation leaves: release is sent and answered, its timers, the end of its tree, and the two halves of its death certificate. */
import { Release, type ExitView, type UnloadReason } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import type { Clock, Timer } from '../clock.js';
import type { ActivationState, LifecycleEvent } from '../lifecycle/activation-state.js';
import type { EndReport, ProcessExit, ProviderProcess } from '../process/provider-process.js';
import type { ActivationLimits } from './activation-limits.js';

/** A process whose channel is gone is given this long to be seen to end before it is killed. */
const CHANNEL_GRACE_MS = 1_000;

export interface LeavingTools {
  readonly clock: Clock;
  readonly limits: ActivationLimits;
  readonly enter: (event: LifecycleEvent) => void;
  readonly process: () => ProviderProcess | undefined;
  readonly connection: () => Connection | undefined;
  /** Whether its process may stay as a client. */
  readonly stays: boolean;
}

export class Leaving {
  /** Which state it was in when it was gone. */
  lastState: ActivationState | undefined;
  /** What the end of its tree came to, where it was waited for. */
  report: EndReport | undefined;
  readonly #tools: LeavingTools;
  #treeEnded: Promise<EndReport> | undefined;
  #isEnding = false;
  #timer: Timer | undefined;

  constructor(tools: LeavingTools) {
    this.#tools = tools;
  }

  /** Asks it to let go. Only the exit counts as its end; an answer tells that it stays. */
  sendRelease(reason: UnloadReason): void {
    const { limits, enter, stays } = this.#tools;
    const connection = this.#tools.connection();
    const deadlineMs = limits.releaseTimeoutMs();
    connection?.send(Release, { reason, deadlineMs }, Math.max(1, deadlineMs)).result.then(
      ({ outcome }) => {
        if (outcome === 'refused') enter({ name: 'vote-refused' });
        else if (outcome === 'client' && stays) enter({ name: 'became-client' });
      },
      () => undefined, // No answer: the release timer or the exit decides.
    );
  }

  armReleaseTimer(): void {
    const { clock, limits, enter } = this.#tools;
    this.disarm();
    this.#timer = clock.after(limits.releaseTimeoutMs(), () => enter({ name: 'release-timed-out' }));
  }

  armChannelTimer(): void {
    this.disarm();
    this.#timer = this.#tools.clock.after(CHANNEL_GRACE_MS, () => this.endTree());
  }

  disarm(): void {
    this.#timer?.cancel();
  }

  /** Ends the process and all that it started. Idempotent. */
  endTree(): void {
    const process = this.#tools.process();
    if (this.#isEnding || process === undefined) return;
    this.#isEnding = true;
    this.disarm();
    this.#tools.connection()?.close();
    this.#treeEnded = process.end(this.#tools.limits.termGraceMs());
  }

  /**
   * The exit was seen: settles when the channel is drained and with `treeToo` when all that it started has ended. What was said before death is
   * heard before it is told. After a crash the callers are told first: what it has left behind is ended beside that.
   */
  async drained(treeToo: boolean): Promise<void> {
    this.disarm();
    const connection = this.#tools.connection();
    if (connection !== undefined && !connection.isClosed) {
      const giveUp = this.#tools.clock.after(CHANNEL_GRACE_MS, () => connection.close());
      await connection.closed;
      giveUp.cancel();
    }
    if (treeToo || this.#isEnding) this.report = await this.#endRest();
    else this.#tools.clock.afterTurn(() => void this.#endRest()); // It looks through all processes, which takes longer than to tell the callers.
  }

  #endRest(): Promise<EndReport> | undefined {
    return (this.#treeEnded ??= this.#tools.process()?.end(0));
  }

  /** Why the process ended, from the state that it ended in. */
  causeOf(exit: ProcessExit): ExitView['cause'] {
    if (this.#tools.process() === undefined) return 'failed';
    if (this.lastState?.name === 'killing' && this.lastState.cause === 'load-failed') return 'failed';
    if (this.#isEnding) return 'killed';
    if (this.lastState?.name === 'releasing' && exit.signal === null) return 'released';
    return this.lastState?.name === 'client' && exit.code === 0 ? 'released' : 'crashed';
  }
}
