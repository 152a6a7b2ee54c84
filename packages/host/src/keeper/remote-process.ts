/** A provider's process as the host has it: the keeper is its parent, the host ends it. Who tells of its exit, and when, is left to keeper-link.ts. */
import type { Clock } from '../clock.js';
import { endTree } from '../process/end-tree.js';
import { isSameRunning } from '../process/identity.js';
import type { EndReport, ProcessExit, ProviderProcess } from '../process/provider-process.js';
import { settlesWithin } from '../process/waiting.js';

/** What is known of an exit that only /proc has told. */
export const UNSEEN_EXIT: ProcessExit = { code: null, signal: null, lastLines: [], unseen: true };

/** How long a keeper has to tell of an exit that /proc shows already. */
export const NOTICE_MS = 1000;

/** The promise of an exit, and the way to keep it. */
export class AwaitedExit {
  readonly promise: Promise<ProcessExit>;
  readonly settle: (exit: ProcessExit) => void;
  hasSettled = false;

  constructor() {
    let resolve!: (exit: ProcessExit) => void;
    this.promise = new Promise((keep) => {
      resolve = keep;
    });
    this.settle = (exit) => {
      this.hasSettled = true;
      resolve(exit);
    };
  }
}

export interface RemoteIdentity {
  readonly activation: string;
  readonly pid: number;
  readonly startTime: number;
}

/** What the host does for it. */
export interface RemoteMeans {
  /** What all that it starts carries. */
  readonly tag: string;
  readonly clock: Clock;
  readonly tellKeeper: (orphanAfterMs: number, releaseTimeoutMs?: number) => Promise<void>;
}

export class RemoteProcess implements ProviderProcess {
  readonly activation: string;
  readonly pid: number;
  readonly startTime: number;
  readonly #exit: AwaitedExit;
  readonly #means: RemoteMeans;
  #ending: Promise<EndReport> | undefined;

  constructor(identity: RemoteIdentity, exit: AwaitedExit, means: RemoteMeans) {
    this.activation = identity.activation;
    this.pid = identity.pid;
    this.startTime = identity.startTime;
    this.#exit = exit;
    this.#means = means;
  }

  get exit(): Promise<ProcessExit> {
    return this.#exit.promise;
  }

  initialized(orphanAfterMs: number, releaseTimeoutMs?: number): Promise<void> {
    return this.#means.tellKeeper(orphanAfterMs, releaseTimeoutMs);
  }

  end(termGraceMs: number): Promise<EndReport> {
    this.#ending ??= this.#end(termGraceMs);
    return this.#ending;
  }

  async #end(termGraceMs: number): Promise<EndReport> {
    const { tag, clock } = this.#means;
    const { pid, startTime } = this;
    const report = await endTree({ tag, pid, startTime }, { termGraceMs, exited: this.exit, clock });
    if (report.survivors.includes(this.pid)) return report;
    // A keeper that hangs must not make a dead process look alive.
    const isTold = await settlesWithin(clock, this.exit, NOTICE_MS);
    if (!isTold && !isSameRunning(this)) this.#exit.settle(UNSEEN_EXIT);
    return report;
  }
}
