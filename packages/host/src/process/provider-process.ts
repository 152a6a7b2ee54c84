/** All that the rest of the host may know of a process. How one is made and ended is the keeper's and this folder's affair. */
import type { SpawnParams } from '@provost/protocol';

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last lines it wrote, oldest first. */
  readonly lastLines: readonly string[];
  /** True where the keeper was lost, so that code and signal are not known but the process is seen to be gone. */
  readonly unseen?: boolean;
}

/** What each rung of ending a tree did. */
export interface EndReport {
  readonly rungs: readonly { readonly rung: 'sigterm' | 'cgroup' | 'group' | 'tag' | 'tree-kill'; readonly tookMs: number; readonly signalled: number }[];
  /** Processes that are still alive after all of it, by pid; none in all but an unkillable case. */
  readonly survivors: readonly number[];
}

export interface ProviderProcess {
  readonly activation: string;
  readonly pid: number;
  readonly startTime: number;
  /** Settles when the process was seen to end. Never rejects. The truth about it; nothing else is. */
  readonly exit: Promise<ProcessExit>;
  /**
   * Tells the keeper that the process is to be initialised: it may outlive the host for that long, and then has its release timeout (default 10 s) to leave.
   * Settles when the keeper knows: what is initialised before would be ended with a host that dies meanwhile. Never rejects; a keeper that is not there is not waited for.
   */
  initialized(orphanAfterMs: number, releaseTimeoutMs?: number): Promise<void>;
  /** Ends the process and all it started: SIGTERM with SIGCONT and `termGraceMs` of patience unless that is 0, then SIGKILL rung by rung until two scans find nothing. Idempotent; settles after the exit was seen. Never rejects. */
  end(termGraceMs: number): Promise<EndReport>;
}

/** Makes processes. The keeper's client is one; tests have others. */
export interface Spawner {
  /** Rejects with PROVIDER_LOAD_FAILED when the command cannot be run, with KEEPER_LOST when the keeper went meanwhile. */
  spawn(params: SpawnParams): Promise<ProviderProcess>;
}
