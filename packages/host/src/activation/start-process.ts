/**
 * Starts a provider's process and waits for its hello, for serving and for describing alike.
 * Tells apart the three ways in which that fails: it did not start, it exited before it was ready, it is alive but silent.
 */
import { ProviderError, isErrorOf, isProviderError, type Bootstrap, type ErrorFacts, type SpawnParams } from '@provost/protocol';
import { join } from 'node:path';
import type { Connection } from '@provost/protocol/node';
import type { Clock, Timer } from '../clock.js';
import { howEnded, lastWordsOf } from '../process/how-ended.js';
import type { ProcessExit, ProviderProcess, Spawner } from '../process/provider-process.js';
import type { Arrival, ExpectedHellos, Invitation } from './expected-hellos.js';

/** What a start needs besides what is spawned. */
export interface StartTools {
  readonly spawner: Spawner;
  readonly hellos: ExpectedHellos;
  readonly clock: Clock;
  readonly socket: string;
  /** The state directory. */
  readonly state: string;
}

/** A start under way. Whoever started it ends it: with `ready` or by ending the process. */
export interface StartedProcess extends Arrival, StartSteps {
  readonly process: ProviderProcess;
}

/** What is done of a start, each step as long as the process lives and the deadline allows. */
export interface StartSteps {
  /** Runs one step of the start under the same deadline; progress starts the deadline anew. */
  step<T>(what: string, run: () => Promise<T>): Promise<T>;
  /** Starts the deadline anew. */
  extend(): void;
  /** The start is over; the deadline no longer applies. */
  ready(): void;
}

export interface StartOptions extends Omit<SpawnParams, 'bootstrap'> {
  readonly loadTimeoutMs: number;
  /** Told as soon as there is a process, also when the start fails later. */
  readonly onProcess?: (process: ProviderProcess, secretHash: string) => void;
}

/** The load deadline is kept by the start, which progress starts anew; the connection's own must not be the shorter. */
export const NEVER_MS = 2 ** 31 - 1;

/** Rejects with PROVIDER_LOAD_FAILED or PROVIDER_LOAD_TIMED_OUT. The process is not ended here: the caller owns it from `onProcess` on. */
export async function startProcess(tools: StartTools, options: StartOptions): Promise<StartedProcess> {
  const { loadTimeoutMs, onProcess, ...spawn } = options;
  const deadline = new LoadDeadline(tools.clock, loadTimeoutMs);
  const start = async (): Promise<StartedProcess> => {
    const invitation = tools.hellos.invite(spawn.activation);
    try {
      const process = await tools.spawner.spawn({ ...spawn, bootstrap: bootstrapOf(tools, invitation) });
      onProcess?.(process, invitation.secretHash);
      const of = { provider: spawn.provider, loadTimeoutMs };
      const arrival = await whileAlive(process, deadline, { ...of, what: 'did not say hello' }, () => invitation.arrival);
      return { process, ...arrival, ...stepsOf(process, deadline, of, arrival.connection) };
    } finally {
      invitation.withdraw();
    }
  };
  try {
    return await start().catch((error: unknown) => {
      if (!wasLost(error)) throw error;
      return start(); // With a secret of its own, should a hello of the first be on its way yet.
    });
  } catch (error) {
    deadline.stop();
    throw error;
  }
}

/** A keeper that ended as it was asked, or was killed before it could be, has left nothing behind; another is asked, once. */
function wasLost(error: unknown): boolean {
  return isErrorOf(error, 'KEEPER_LOST') && (error.facts['reason'] === 'CONNECTION_CLOSED' || error.facts.signal !== undefined);
}

/** As after {@link startProcess}, for a process that runs already: the deadline of its start begins now. `connection`: the one that it has already, which is read to its end where the process ends. */
export function continueStart(clock: Clock, process: ProviderProcess, of: { readonly provider: string; readonly loadTimeoutMs: number }, connection?: Connection): StartSteps {
  return stepsOf(process, new LoadDeadline(clock, of.loadTimeoutMs), of, connection);
}

function stepsOf(process: ProviderProcess, deadline: LoadDeadline, { provider, loadTimeoutMs }: Omit<Step, 'what'>, connection?: Connection): StartSteps {
  return {
    step: (what, run) => whileAlive(process, deadline, { provider, loadTimeoutMs, what }, run, connection),
    extend: () => deadline.start(),
    ready: () => deadline.stop(),
  };
}

function bootstrapOf({ socket, state }: StartTools, { id, secret }: Invitation): Bootstrap {
  return { socket, activation: { id, secret }, codeCache: join(state, 'cache') };
}

/** How long the channel of a process that has ended may stay open. */
const CHANNEL_GRACE_MS = 1_000;

class LoadDeadline {
  readonly passed: Promise<'passed'>;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  #timer: Timer | undefined;
  #pass!: (passed: 'passed') => void;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.passed = new Promise((resolve) => {
      this.#pass = resolve;
    });
    this.start();
  }

  start(): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(this.#timeoutMs, () => this.#pass('passed'));
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Settles when all that the process has said was read. Where another keeps its channel open, that is not waited for. */
  async drained(connection: Connection | undefined): Promise<void> {
    if (connection === undefined || connection.isClosed) return;
    const giveUp = this.#clock.after(CHANNEL_GRACE_MS, () => connection.close());
    await connection.closed;
    giveUp.cancel();
  }
}

interface Step {
  readonly provider: string;
  readonly loadTimeoutMs: number;
  readonly what: string;
}

/** Runs a step until it is done, the process ends or the deadline passes, whichever is first. What the process has said before it ended still counts: its channel is read to the end. */
async function whileAlive<T>(process: ProviderProcess, deadline: LoadDeadline, step: Step, run: () => Promise<T>, connection?: Connection): Promise<T> {
  const exited = process.exit.then(async (exit) => {
    await deadline.drained(connection);
    return { exit };
  });
  const done = run().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  const first = await Promise.race([done, exited, deadline.passed]);
  if (first === 'passed') {
    deadline.stop();
    throw silent(step, process.pid);
  }
  if ('exit' in first) throw leftEarly(step, process.pid, first.exit);
  if ('value' in first) return first.value;
  return failStep(step, process, deadline, first.error);
}

/** A step that fails because the channel closed is told by the exit that follows; an error of the provider's own is its reason. */
async function failStep(step: Step, process: ProviderProcess, deadline: LoadDeadline, error: unknown): Promise<never> {
  if (isProviderError(error) && error.code === 'CONNECTION_CLOSED') {
    const exit = await Promise.race([process.exit, deadline.passed]);
    throw exit === 'passed' ? silent(step, process.pid) : leftEarly(step, process.pid, exit);
  }
  deadline.stop();
  if (!isProviderError(error)) throw error;
  const subject = `Provider "${step.provider}" (pid ${process.pid})`;
  // Our SDK says it all itself.
  const message = error.sentence.startsWith(`${subject} failed to load: `) ? error.sentence : `${subject} ${clauseOf(error)}: ${error.sentence}`;
  throw new ProviderError('PROVIDER_LOAD_FAILED', { ...error.facts, provider: step.provider, pid: process.pid, reason: error.code }, {
    message,
    remedy: error.remedy,
    cause: error,
  });
}

function clauseOf({ code }: ProviderError): string {
  if (code === 'PROTOCOL_VERSION_UNSUPPORTED') return 'cannot be used';
  const isWrong = code === 'METHOD_UNKNOWN' || code === 'PROTOCOL_VIOLATED' || code === 'FRAME_TOO_LARGE';
  return isWrong ? 'broke the protocol while it was started' : 'said that it cannot start';
}

function silent(step: Step, pid: number): ProviderError {
  return new ProviderError('PROVIDER_LOAD_TIMED_OUT', { provider: step.provider, pid, loadTimeoutMs: step.loadTimeoutMs }, {
    message: `Provider "${step.provider}" (pid ${pid}) is alive but ${step.what} within ${step.loadTimeoutMs} ms (load timeout); it is killed.`,
    remedy: `See what it waits for: provost logs ${step.provider}. If it needs longer, report progress while loading or raise its load timeout.`,
  });
}

function leftEarly(step: Step, pid: number, exit: ProcessExit): ProviderError {
  const facts: ErrorFacts = { provider: step.provider, pid, exitCode: exit.code, signal: exit.signal, lastLines: exit.lastLines };
  return new ProviderError('PROVIDER_LOAD_FAILED', facts, {
    message: `Provider "${step.provider}" (pid ${pid}) ${howEnded(exit)} before it was ready. ${lastWordsOf(exit)}`,
    remedy: `Read what it wrote: provost logs ${step.provider}.`,
  });
}
