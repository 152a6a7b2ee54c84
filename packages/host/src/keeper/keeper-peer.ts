/** One keeper as the host has it: its process, its connection while there is one, and which activations it keeps. Choosing among keepers is left to keeper-link.ts. */
import { Assign, Initialized, HOLDS_OUTPUT_FEATURE, ListKept, ProviderError, Retire, Spawn, isErrorOf, type AssignParams, type ErrorFacts, type SpawnParams, type SpawnResult } from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import type { KnownKeeper } from './known-keepers.js';

/** How long a keeper may take to answer. It does nothing that takes longer than starting a process. */
export const ANSWER_TIMEOUT_MS = 10_000;
/** No load waits longer than this for a keeper that does not answer. */
const TELL_TIMEOUT_MS = 1_000;

export class KeeperPeer {
  readonly known: KnownKeeper;
  /** What it keeps, as far as it was told by it or by us. */
  readonly kept = new Set<string>();
  /** Whether {@link kept} is all that it keeps: of one that an earlier host has started, once it has said so. */
  hasToldKept: boolean;
  connection: Connection | undefined;
  /** Settles at its end, where it is a child of ours. */
  readonly exit: Promise<unknown> | undefined;
  /** Settles when it has called for the first time. */
  readonly called: Promise<void>;
  /** Whether what a process writes that was started ahead waits for whose it becomes. */
  holdsOutput = false;
  #hasCalled!: () => void;
  /** What it was told of processes that may outlive the host, to be told again when the line breaks. */
  readonly #orphanTimes = new Map<string, { readonly orphanAfterMs: number; readonly releaseTimeoutMs?: number }>();

  /** `exit`: of one that was started by this host, and keeps nothing else. */
  constructor(known: KnownKeeper, exit?: Promise<unknown>) {
    this.known = known;
    this.hasToldKept = exit !== undefined;
    this.exit = exit;
    exit?.catch(() => undefined); // That it could not be started is told to whoever waits for its call.
    this.called = new Promise((resolve) => {
      this.#hasCalled = resolve;
    });
  }

  get isConnected(): boolean {
    return this.connection !== undefined && !this.connection.isClosed;
  }

  /** Takes the connection on which it said hello, with those features; one that it had before is closed. */
  attach(connection: Connection, features: readonly string[] = []): void {
    this.connection?.close();
    this.connection = connection;
    this.holdsOutput = features.includes(HOLDS_OUTPUT_FEATURE);
    this.#hasCalled();
    for (const activation of this.#orphanTimes.keys()) void this.#tellTimes(activation);
  }

  /** Learns what it keeps; does nothing when the line breaks meanwhile. */
  async learnKept(): Promise<void> {
    try {
      const { kept } = await this.connection!.request(ListKept, {}, { timeoutMs: ANSWER_TIMEOUT_MS });
      for (const { activation } of kept) this.kept.add(activation);
      this.hasToldKept = true;
    } catch {
      // It calls again, or its end is seen; until then /proc tells of its processes.
    }
  }

  /** Rejects with PROVIDER_LOAD_FAILED as the keeper says, and with KEEPER_LOST when it does not answer; the fact `reason` is CONNECTION_CLOSED where it has ended, or left, meanwhile. */
  async spawn(params: SpawnParams): Promise<SpawnResult> {
    this.kept.add(params.activation);
    try {
      if (!this.connection) throw new ProviderError('CONNECTION_CLOSED');
      return await this.connection.request(Spawn, params, { timeoutMs: ANSWER_TIMEOUT_MS });
    } catch (error) {
      this.kept.delete(params.activation);
      if (isErrorOf(error, 'CONNECTION_CLOSED')) throw this.#lost(params, 'ended', error, { reason: 'CONNECTION_CLOSED' });
      if (isErrorOf(error, 'OPERATION_TIMED_OUT')) throw this.#lost(params, `did not answer within ${ANSWER_TIMEOUT_MS} ms`, error);
      throw error;
    }
  }

  /** Rejects with NOT_FOUND where the process has ended, and with what the connection says where the keeper has, or does not answer. */
  async assign(params: AssignParams): Promise<void> {
    if (!this.connection) throw new ProviderError('CONNECTION_CLOSED');
    await this.connection.request(Assign, params, { timeoutMs: ANSWER_TIMEOUT_MS });
  }

  /** Settles when it knows, or cannot be told now: then it is told when it calls again. Never rejects. */
  initialized(activation: string, orphanAfterMs: number, releaseTimeoutMs?: number): Promise<void> {
    this.#orphanTimes.set(activation, { orphanAfterMs, ...(releaseTimeoutMs === undefined ? {} : { releaseTimeoutMs }) });
    return this.#tellTimes(activation);
  }

  exited(activation: string): void {
    this.kept.delete(activation);
    this.#orphanTimes.delete(activation);
  }

  /** Asks it to leave once it keeps nothing. Resolves to whether it will; where it cannot answer it leaves by itself, without a host. Never rejects. */
  async retire(): Promise<boolean> {
    const answered = this.connection?.request(Retire, {}, { timeoutMs: ANSWER_TIMEOUT_MS }).then(() => true, () => false);
    return (await answered) ?? false;
  }

  async #tellTimes(activation: string): Promise<void> {
    const times = this.#orphanTimes.get(activation);
    if (times === undefined) return;
    await this.connection?.request(Initialized, { activation, ...times }, { timeoutMs: TELL_TIMEOUT_MS }).catch(() => undefined);
  }

  #lost(params: SpawnParams, how: string, cause: unknown, more: ErrorFacts = {}): ProviderError {
    return new ProviderError('KEEPER_LOST', { provider: params.provider, keeperPid: this.known.pid, ...more }, {
      message: `The keeper (pid ${this.known.pid}) ${how} while it was asked to start provider "${params.provider}".`,
      remedy: 'Ask again: the host starts another keeper. What ended this one is in logs/keeper.log of the state directory.',
      cause,
    });
  }
}
