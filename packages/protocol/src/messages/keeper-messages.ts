/** Between the host and its keeper, the small process that spawns providers, owns their output, reaps them and outlives the host. */
import { notification, request } from './message.js';
import type { Bootstrap } from './hello.js';

export interface SpawnParams {
  /** Names the process in every later message. */
  readonly activation: string;
  readonly provider: string;
  readonly generation: number;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly directory: string;
  /** The whole environment; nothing of the keeper's own is added. */
  readonly environment: Readonly<Record<string, string>>;
  /** Written, as one line, to the child's bootstrap descriptor. */
  readonly bootstrap: Bootstrap;
  readonly log: LogTarget;
  /** It starts nothing before it has read its bootstrap, so that it may begin before it is in its cgroup. Whatever does not say so is born there, some 12 ms later. */
  readonly waitsForBootstrap?: boolean;
  /** It is started ahead of need, and will be assigned to whose it becomes. Until then what it writes is held, and beyond 64 KiB not read. */
  readonly isAhead?: boolean;
}

/** Where a provider's output goes and how much of it is kept. */
export interface LogTarget {
  readonly directory: string;
  readonly fileBytes: number;
  readonly files: number;
  /** Lines beyond this many bytes a second are counted, not kept. */
  readonly bytesPerSecond: number;
}

export interface SpawnResult {
  readonly pid: number;
  /** With the boot id, what tells this process from a later one of the same pid: clock ticks since boot. */
  readonly startTime: number;
}

/** Fails with PROVIDER_LOAD_FAILED when the command cannot be run at all. */
export const Spawn = request<SpawnParams, SpawnResult>('keeper/spawn');

/** The process of that activation is to be initialised from here on: the keeper no longer ends it with the host, but when no host has come in the sum of both times (release timeout 10 s where absent). */
export const Initialized = request<{ readonly activation: string; readonly orphanAfterMs: number; readonly releaseTimeoutMs?: number }, Record<string, never>>('keeper/initialized');

export interface AssignParams {
  readonly activation: string;
  readonly provider: string;
  readonly generation: number;
  readonly log: LogTarget;
}

/**
 * The process of that activation, started ahead of need, is that provider's from here on, and so is what it writes after the answer; with {@link HOLDS_OUTPUT_FEATURE} all that it has written. Its name, and with
 * it the tag of all that it starts, stays as it was spawned. Fails with NOT_FOUND when it has ended.
 */
export const Assign = request<AssignParams, Record<string, never>>('keeper/assign');

/** Closes the child's birth pipe. */
export const CloseBirthPipe = notification<{ readonly activation: string }>('keeper/closeBirthPipe');

/** What the keeper keeps at the moment. */
export const ListKept = request<Record<string, never>, { readonly kept: readonly (SpawnResult & { readonly activation: string; readonly provider: string })[] }>('keeper/list');

/** Asks the keeper to end itself once nothing is kept. */
export const Retire = request<Record<string, never>, Record<string, never>>('keeper/retire');

export interface ExitedParams {
  readonly activation: string;
  readonly pid: number;
  readonly code: number | null;
  readonly signal: string | null;
  /** The last lines it wrote, oldest first, terminal escapes and all. */
  readonly lastLines: readonly string[];
  readonly atMs: number;
}

/** A kept process has ended and was reaped. Sent again to the next host until one has answered it. */
export const Exited = request<ExitedParams, Record<string, never>>('host/exited');
