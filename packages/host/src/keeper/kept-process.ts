/** One process that the keeper started: its output, its birth pipe and its end. When it has to end is left to the keeper. */
import { execa, type Options } from 'execa';
import type { Duplex } from 'node:stream';
import { ACTIVATION_TAG_VARIABLE, type AssignParams, type ExitedParams, type SpawnParams } from '@provost/protocol';
import type { Clock } from '../clock.js';
import { OutputLog } from '../log/output-log.js';
import { removeCgroup } from '../process/cgroup.js';
import { requireDescriptors } from '../process/descriptors.js';
import { endTree } from '../process/end-tree.js';
import { identify } from '../process/identity.js';
import { offerToOomKiller } from '../process/oom-score.js';
import type { EndReport } from '../process/provider-process.js';
import { startContained, type Contained } from '../process/start-contained.js';
import { HeldOutput } from './held-output.js';
import type { HeldLog } from './shared-logs.js';
import { spawnFailure } from './spawn-failure.js';

/** `detached` makes it lead a group of its own; `cleanup: false` lets it outlive the keeper; `buffer: false` keeps nothing of its output. */
const spawnOptions = {
  buffer: false,
  cleanup: false,
  detached: true,
  extendEnv: false,
  reject: false,
  stripFinalNewline: false,
  stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
} satisfies Options;

/** Two ends of each of its three pipes, two of the system's word that it was started, and some for what is written on the way. */
const SPAWN_DESCRIPTORS = 12;

/** What a process is started with besides its parameters. */
export interface KeepingMeans {
  readonly log: HeldLog;
  readonly clock: Clock;
  /** Where cgroups can be made, if anywhere. */
  readonly cgroupHome?: string | undefined;
}

type Subprocess = ReturnType<typeof spawnChild>;

export class KeptProcess {
  readonly activation: string;
  /** Whose it is: of one that was started ahead, not always the same. */
  provider: string;
  readonly pid: number;
  /** 0 where the system tells none. */
  readonly startTime: number;
  /** Settles when the system has reported its end and all that it wrote before was read. Never rejects. */
  readonly exited: Promise<ExitedParams>;
  readonly #child: Subprocess;
  #output: OutputLog;
  #log: HeldLog;
  readonly #clock: Clock;
  /** What its processes carry; without a tag of its own it has the activation's id. */
  readonly #tag: string;
  readonly #cgroup: string | undefined;
  #ending: Promise<EndReport> | undefined;
  /** Of one that was started ahead: what it has written before it is known whose it is. */
  #held: HeldOutput | undefined;

  private constructor(params: SpawnParams, { child, cgroup, refusal }: Contained<Subprocess>, pid: number, { log, clock }: KeepingMeans) {
    this.#clock = clock;
    if (params.isAhead === true) this.#held = new HeldOutput();
    this.activation = params.activation;
    this.provider = params.provider;
    this.pid = pid;
    // It cannot have been reaped yet: that happens in a later turn of the event loop.
    this.startTime = identify(pid)?.startTime ?? 0;
    offerToOomKiller(pid, this.#held !== undefined);
    this.#tag = tagOf(params);
    this.#cgroup = cgroup;
    this.#child = child;
    this.#log = log;
    this.#output = this.#writeTo(log, params);
    this.#output.remark(`Process ${pid} was started.`);
    if (refusal !== undefined) this.#output.remark(`It has no cgroup: ${refusal}. What it starts may outlive it.`);
    this.exited = this.#watch();
    const closed = new Promise((resolve) => child.once('close', resolve));
    // The last word on its exit may come after its pipes are closed: a log that was let go before would be opened again by it, and never closed.
    void Promise.all([closed, this.exited]).then(() => {
      this.#output.flush();
      this.#log.end();
    });
    this.#birthPipe.write(`${JSON.stringify(params.bootstrap)}\n`);
  }

  /** Rejects with PROVIDER_LOAD_FAILED when the command cannot be run. The hold on the log passes to the process, or ends. */
  static async start(params: SpawnParams, means: KeepingMeans): Promise<KeptProcess> {
    try {
      requireDescriptors(SPAWN_DESCRIPTORS);
      const containment = { home: means.cgroupHome, tag: tagOf(params), isPatient: params.waitsForBootstrap === true };
      const contained = startContained(containment, () => spawnChild(params));
      const { child } = contained;
      if (child.pid !== undefined) return new KeptProcess(params, contained, child.pid, means);
      throw (await child).cause;
    } catch (cause) {
      means.log.end();
      throw spawnFailure(params, cause as NodeJS.ErrnoException);
    }
  }

  /** It is that provider's from here on, and so is what is read of it. The hold on the log passes to it. */
  assign(params: AssignParams, log: HeldLog): void {
    this.#output.flush();
    this.#log.end();
    this.provider = params.provider;
    this.#log = log;
    this.#output = this.#writeTo(log, params);
    this.#output.remark(`Process ${this.pid} was started ahead of need, and is taken.`);
    offerToOomKiller(this.pid);
    this.#passOn();
  }

  /** Its other end reads the end of the pipe; what is not initialised takes that as its own end. Idempotent. */
  closeBirthPipe(): void {
    this.#birthPipe.destroy();
  }

  /** Ends it and all that it started. Idempotent; never rejects. */
  end(termGraceMs: number): Promise<EndReport> {
    this.#ending ??= this.#endTree(termGraceMs);
    return this.#ending;
  }

  async #endTree(termGraceMs: number): Promise<EndReport> {
    const { pid, startTime } = this;
    const report = await endTree({ tag: this.#tag, pid, startTime, cgroup: this.#cgroup }, { termGraceMs, exited: this.exited, clock: this.#clock });
    if (this.#cgroup !== undefined) removeCgroup(this.#cgroup);
    return report;
  }

  get #birthPipe(): Duplex {
    return this.#child.stdio[3] as Duplex;
  }

  #writeTo({ file }: HeldLog, { generation, log: { bytesPerSecond } }: AssignParams): OutputLog {
    return new OutputLog({ append: (lines) => file.append(lines), generation, bytesPerSecond, clock: this.#clock });
  }

  #passOn(): void {
    const held = this.#held;
    this.#held = undefined;
    held?.passOn((stream, chunk) => this.#output.write(stream, chunk));
  }

  #watch(): Promise<ExitedParams> {
    const child = this.#child;
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (chunk: Buffer) => {
        const from = stream === 'stdout' ? 'out' : 'err';
        if (this.#held === undefined) this.#output.write(from, chunk);
        else this.#held.add(from, chunk, child[stream]);
      });
      child[stream].on('error', (error: Error) => this.#output.remark(`Its ${stream} can no longer be read: ${error.message}`));
    }
    // A process that ends early breaks the pipe; its exit tells more than that error does.
    this.#birthPipe.on('error', () => {});
    return new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#birthPipe.destroy();
        void readToEnd(child).then(() => resolve(this.#tellExit(code, signal)));
      });
    });
  }

  #tellExit(code: number | null, signal: NodeJS.Signals | null): ExitedParams {
    this.#passOn();
    this.#output.flush();
    this.#output.remark(`Process ${this.pid} ${signal === null ? `exited with code ${code}` : `was ended by ${signal}`}.`);
    const { activation, pid } = this;
    return { activation, pid, code, signal, lastLines: this.#output.lastLines(), atMs: this.#clock.date().getTime() };
  }
}

function tagOf({ environment, activation }: SpawnParams): string {
  return environment[ACTIVATION_TAG_VARIABLE] ?? activation;
}

function spawnChild(params: SpawnParams) {
  return execa(params.command, params.arguments, { ...spawnOptions, cwd: params.directory, env: params.environment });
}

/**
 * Resolves when everything that the process wrote before it ended was read. Its pipes end with it, unless a process that it started holds them:
 * then one whole turn of the event loop has read what was in them at its death.
 */
async function readToEnd(child: Subprocess): Promise<void> {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  await Promise.race([new Promise((resolve) => child.once('close', resolve)), turn().then(turn).then(turn)]);
}
