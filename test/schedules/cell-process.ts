/** One real process of a cell, as far as it is known from what it says and from what it was told: the host is not asked. */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/** What a cell says. The facts of each are in `providers/cell.js`. */
export interface Said {
  readonly said: 'load' | 'request' | 'returned' | 'release' | 'gone' | 'refuses' | 'requests' | 'answered' | 'spawned' | 'echo';
  readonly pid: number;
  readonly [fact: string]: unknown;
}

/** `serving` from when it was told to go on with its load. `releasing`: its `release` was called. `gone`: it was told to go on with that too. */
export type CellPhase = 'loading' | 'serving' | 'releasing' | 'gone';

export class CellProcess {
  readonly name: string;
  readonly pid: number;
  readonly isPure: boolean;
  phase: CellPhase = 'loading';
  /** Which registration it was loaded with. */
  version = 0;
  /** Its load was told to go on or to fail, or its release to go on. */
  isTold = false;
  /** Blocked: it does nothing any more. */
  isHung = false;
  hasClosed = false;
  /** Its line has ended: it says nothing more. */
  isLost = false;
  isTerminated = false;
  /** Told that it may end, as a client. */
  mayEnd = false;
  /** Requests that it has begun and was not told to answer. */
  readonly running = new Set<number>();
  /** Requests whose contexts it knows. */
  readonly contexts = new Set<number>();
  /** Contexts that were told to refuse, in this life of it. */
  readonly toldToRefuse = new Set<number | 'load'>();
  /** Contexts that refuse, by its own word. */
  readonly refusing = new Set<number | 'load'>();
  /** Whether the host showed all of these. */
  isHeldKnown = false;
  /** Its own calls that are open. */
  readonly calls = new Set<number>();
  /** How often it has echoed. */
  echoes = 0;
  /** A process that it has started, which leaves its group. */
  child: number | undefined;
  /** The reading of the clock at which something of it was used last. */
  usedMs = 0;
  readonly #line: Socket;
  readonly #startTime: string;

  constructor(line: Socket, of: { readonly name: string; readonly pid: number; readonly isPure: boolean }) {
    this.#line = line;
    this.#startTime = startTimeOf(of.pid) ?? 'none'; // It has ended already.
    this.name = of.name;
    this.pid = of.pid;
    this.isPure = of.isPure;
  }

  /** Runs, and does what it is told. */
  get isActing(): boolean {
    return !this.isHung && !this.isLost && this.isAlive;
  }

  get isAlive(): boolean {
    return isRunning(this.pid, this.#startTime);
  }

  /** Stays after its release, until it is wanted again or told to end. */
  get isClient(): boolean {
    return this.phase === 'gone' && !this.isPure;
  }

  /** Waits to be told before it goes on. */
  get waits(): boolean {
    return (this.phase === 'loading' || this.phase === 'releasing') && !this.isTold;
  }

  tell(order: string, facts: Record<string, unknown> = {}): void {
    if (!this.#line.destroyed) this.#line.write(`${JSON.stringify({ order, ...facts })}\n`);
  }
}

/** Whether a process is there and no zombie; of one whose start is known, whether it is that and no later one of its pid. Synchronous, so that nothing happens between an event and the look at its process. */
export function isRunning(pid: number, startTime?: string): boolean {
  const fields = statOf(pid);
  return fields !== undefined && !['Z', 'X'].includes(fields[0] as string) && (startTime === undefined || fields[START_TIME] === startTime);
}

/** When a process was started, in ticks since the system was: with its pid that tells it from every other. */
export function startTimeOf(pid: number): string | undefined {
  return statOf(pid)?.[START_TIME];
}

/** Its place among what follows the name of the program. */
const START_TIME = 19;

function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
