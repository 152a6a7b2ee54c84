/** A pool of standbys whose processes are made up: they start, arrive and die when told. */
import { PassThrough } from 'node:stream';
import { ProviderError, type HelloParams } from '@provost/protocol';
import { openConnection } from '@provost/protocol/node';
import type { StandbyProfile } from '#src/activation/standby/profile.js';
import { standbyOf, type Standby } from '#src/activation/standby/standby.js';
import { StandbyPool, type Assignment } from '#src/activation/standby/standby-pool.js';
import type { EndReport, ProcessExit, ProviderProcess } from '#src/process/provider-process.js';
import { MadeUpClock } from '../../made-up-clock.js';

export function profile(key: string): StandbyProfile {
  return { key, node: '/usr/bin/node', runtime: `/${key}/runtime.cjs`, environment: {} };
}

/** A process that only ends when it is told to. */
export class MadeUpProcess implements ProviderProcess {
  readonly activation: string;
  readonly startTime = 1;
  readonly exit: Promise<ProcessExit>;
  readonly pid: number;
  isGone = false;
  #settle!: (exit: ProcessExit) => void;

  constructor(pid: number) {
    this.pid = pid;
    this.activation = `standby-1.${pid}`;
    this.exit = new Promise((resolve) => (this.#settle = resolve));
  }

  /** No keeper is there to be told. */
  initialized(): Promise<void> {
    return Promise.resolve();
  }

  end(): Promise<EndReport> {
    this.die(null, 'SIGKILL');
    return Promise.resolve({ rungs: [], survivors: [] });
  }

  die(code: number | null, signal: string | null): void {
    this.isGone = true;
    this.#settle({ code, signal, lastLines: [] });
  }
}

interface Start {
  readonly profile: StandbyProfile;
  readonly process: MadeUpProcess;
  readonly settle: (standby: Standby | undefined) => void;
  readonly fail: (error: ProviderError) => void;
}

export class MadeUpStandbys {
  readonly clock = new MadeUpClock();
  readonly pool: StandbyPool;
  count = 1;
  roomBytes = 1_000;
  /** What a process has, by its pid; 10 where nothing is said. */
  readonly bytesOf = new Map<number, number>();
  /** Keys of profiles that no registration has any more. */
  readonly unused = new Set<string>();
  readonly started: Start[] = [];
  readonly assigned: (Assignment & { readonly pid: number })[] = [];
  /** Those that were woken, in order. */
  readonly woken: number[] = [];
  readonly losses: Readonly<Record<string, unknown>>[] = [];
  /** What becomes of the next assignment. */
  onAssign: (standby: Standby) => Promise<void> = () => Promise.resolve();

  constructor() {
    this.pool = new StandbyPool({
      clock: this.clock,
      count: () => this.count,
      roomBytes: () => this.roomBytes,
      privateBytes: ({ pid }) => this.bytesOf.get(pid) ?? 10,
      isCurrent: ({ key }) => !this.unused.has(key),
      start: (wanted, onProcess) => new Promise((settle, fail) => {
        const process = new MadeUpProcess(this.started.length + 1);
        this.started.push({ profile: wanted, process, settle, fail });
        onProcess(process);
      }),
      wake: (standby) => void this.woken.push(standby.process.pid),
      assign: async (standby, to) => {
        await this.onAssign(standby);
        this.assigned.push({ ...to, pid: standby.process.pid });
      },
      lost: (facts) => void this.losses.push(facts),
    });
  }

  /** The latest start says hello, and waits. */
  async arrive(): Promise<MadeUpProcess> {
    const { process, settle } = this.started.at(-1)!;
    settle(standbyOf({ process, connection: openConnection(new PassThrough(), { peer: 'a standby' }), hello: {} as HelloParams, secretHash: '' }));
    await turn();
    return process;
  }

  /** The latest start cannot be a standby. */
  async arriveUnfit(): Promise<MadeUpProcess> {
    const { process, settle } = this.started.at(-1)!;
    settle(undefined);
    await turn();
    return process;
  }

  /** The latest start fails. */
  async fail(): Promise<void> {
    this.started.at(-1)!.fail(new ProviderError('PROVIDER_LOAD_FAILED', {}, { message: 'It exited with code 1.' }));
    await turn();
  }

  /** A provider of that profile was loaded, and the time has passed after which its standby is replaced. */
  async load(key = 'a'): Promise<void> {
    this.pool.used(profile(key));
    this.clock.advance(100);
    await turn();
  }

  get waiting(): number[] {
    return this.pool.waiting.map(({ pid }) => pid);
  }
}

/** Settles when all that follows from what was done has happened. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
