/**
 * A program that is attached: it dials the host, says what it serves, and looks for the next host when that one is lost. What it answers is the
 * runner's part; how long its process lives is the program's own affair.
 */
import { formatWithOptions } from 'node:util';
import {
  Attach, Detach, ProviderError, ROW_FEATURES, SPOKEN_VERSIONS, WaitFor, isErrorOf, isProviderError, type InitializeParams, type ParamsOf, type ProviderDescription,
} from '@provost/protocol';
import { dial, sayHello, socketPathOf, stateDirectory, type Connection } from '@provost/protocol/node';
import { describe } from '../define/description.js';
import type { ProviderDefinition } from '../define/provider.js';
import { SDK_VERSION } from '../process/version.js';
import { systemClock } from '../runner/clock.js';
import { ProviderRunner } from '../runner/provider-runner.js';
import type { AttachChange, AttachOptions, Attached } from './attach-options.js';
import { givenByProgram } from './given-by-program.js';

const DIAL_TIMEOUT_MS = 5_000;
const HELLO_TIMEOUT_MS = 10_000;
/** A host that is back is found within the first of them; one that is long away costs little. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
/** A load takes what it takes; a connection's timer cannot wait longer. */
const NEVER_MS = 2 ** 31 - 1;
/** There is none, or it is about to go. */
const NO_HOST: ReadonlySet<string> = /* @__PURE__ */ new Set(['HOST_NOT_RUNNING', 'CONNECTION_CLOSED', 'SERVER_IS_SHUTTING_DOWN']);
const DETACH_TIMEOUT_MS = 10_000;
/** What `release` and deferred work may take, where the provider does not say. */
const RELEASE_TIMEOUT_MS = 10_000;

export class AttachedProgram implements Attached {
  readonly name: string;
  readonly ended: Promise<void>;
  readonly #definition: ProviderDefinition;
  readonly #description: ProviderDescription;
  readonly #options: AttachOptions;
  readonly #given: Pick<InitializeParams, 'config' | 'credentials'>;
  readonly #socket: string;
  /** Aborted when it begins to detach. */
  readonly #leaving = new AbortController();
  #runner: ProviderRunner | undefined;
  #connection: Connection | undefined;
  #detaching: Promise<void> | undefined;
  #settleEnded!: () => void;

  constructor(definition: ProviderDefinition, options: AttachOptions) {
    this.name = options.name ?? definition.spec.name;
    this.#definition = { ...definition, spec: { ...definition.spec, name: this.name } };
    this.#description = describe(this.#definition);
    this.#options = options;
    this.#given = givenByProgram(this.#definition, options);
    this.#socket = socketPathOf(options.state ?? stateDirectory());
    this.ended = new Promise((settle) => { this.#settleEnded = settle; });
  }

  get isAttached(): boolean {
    return this.#connection?.isClosed === false && this.#detaching === undefined;
  }

  /** Attaches for the first time: settles when it serves. Rejects with why it does not; then nothing is left of it. Call it once. */
  async begin(): Promise<void> {
    const { signal } = this.#options;
    if (signal?.aborted === true) throw cancelled(this.name);
    signal?.addEventListener('abort', this.#abort, { once: true });
    try {
      const connection = await this.#first();
      this.#connection = connection;
      const load = this.#run(connection);
      await this.#introduce(connection, false);
      await Promise.race([load, connection.closed.then(() => { throw hostLost(this.name); })]);
      await this.#served(connection);
      if (this.#leaving.signal.aborted) throw cancelled(this.name);
      this.#stay(connection);
    } catch (thrown) {
      const failed = this.#leaving.signal.aborted ? cancelled(this.name) : thrown;
      await this.detach({ timeoutMs: 0 });
      throw failed;
    }
  }

  detach({ timeoutMs = DETACH_TIMEOUT_MS }: { readonly timeoutMs?: number } = {}): Promise<void> {
    this.#detaching ??= this.#detach(timeoutMs);
    return this.#detaching;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.detach();
  }

  readonly #abort = (): void => void this.detach();
  readonly #exit = (): void => { this.#runner?.runExitHooks(); };

  /** What answers the host from here on. Settles when the author's load is over, and rejects with its fault. */
  #run(connection: Connection): Promise<void> {
    return new Promise((resolve, reject) => {
      const runner = new ProviderRunner({
        connection,
        clock: systemClock,
        log,
        importProvider: () => Promise.resolve(this.#definition),
        attached: {
          complete: (params) => this.#completed(params),
          loaded: (fault) => {
            if (fault === undefined) resolve();
            else reject(fault as Error);
          },
        },
      });
      this.#runner = runner;
      process.once('exit', this.#exit);
    });
  }

  #completed(params: InitializeParams): InitializeParams {
    return { ...params, ...this.#given, orphanAfterMs: Infinity };
  }

  /** The first host, waited for where the program wants that. */
  async #first(): Promise<Connection> {
    const { signal } = this.#leaving;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        return await this.#dial();
      } catch (error) {
        if (this.#options.waitForHost !== true || signal.aborted || !isErrorOf(error, 'HOST_NOT_RUNNING')) throw error;
        await pause(pauseMs, signal);
      }
    }
  }

  #dial(): Promise<Connection> {
    return dial(this.#socket, { timeoutMs: DIAL_TIMEOUT_MS, peer: 'the host', answersGoOn: true, signal: this.#leaving.signal });
  }

  /** Says who this is and what it serves. Rejects with why the host does not take it. */
  async #introduce(connection: Connection, loaded: boolean): Promise<void> {
    const hello = await sayHello(connection, {
      role: 'provider', protocol: SPOKEN_VERSIONS, features: ['validates', ...ROW_FEATURES], software: { name: '@provost/sdk', version: SDK_VERSION }, pid: process.pid, attach: { name: this.name },
    }, HELLO_TIMEOUT_MS);
    if (this.#runner !== undefined) this.#runner.frameBytes = hello.limits.frameBytes;
    await connection.request(Attach, { description: this.#description, loaded }, { timeoutMs: HELLO_TIMEOUT_MS });
  }

  /** Settles when the host knows that it serves: whoever looks from then on sees it. */
  async #served(connection: Connection): Promise<void> {
    const timeoutMs = NEVER_MS;
    await connection.request(WaitFor, { name: this.name, state: 'decoupled', timeoutMs, context: 'load' } as ParamsOf<typeof WaitFor>, { timeoutMs });
  }

  #stay(connection: Connection): void {
    this.#connection = connection;
    this.#tell({ state: 'attached' });
    void connection.closed.then(() => this.#lostHost());
  }

  async #lostHost(): Promise<void> {
    const { signal } = this.#leaving;
    if (signal.aborted) return;
    this.#runner?.lostHost();
    this.#tell({ state: 'lost' });
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const connection = await this.#tryAgain();
      if (connection !== undefined) return this.#stay(connection);
      await pause(pauseMs, signal);
    }
  }

  async #tryAgain(): Promise<Connection | undefined> {
    let connection: Connection | undefined;
    try {
      connection = await this.#dial();
      this.#runner?.answer(connection);
      await this.#introduce(connection, true);
      await this.#served(connection);
      if (!this.#leaving.signal.aborted) return connection;
    } catch (why) {
      if (!isProviderError(why)) throw why;
      if (!NO_HOST.has(why.code) && !this.#leaving.signal.aborted) this.#tell({ state: 'refused', why });
    }
    connection?.close();
    return undefined;
  }

  async #detach(timeoutMs: number): Promise<void> {
    this.#leaving.abort();
    this.#options.signal?.removeEventListener('abort', this.#abort);
    const connection = this.#connection;
    // What is at work after that is aborted by the release below, and so is answered too.
    if (connection?.isClosed === false && timeoutMs > 0) await connection.request(Detach, {}, { timeoutMs }).catch(() => undefined);
    this.#runner?.forsaken();
    await this.#runner?.release('unregistered', this.#definition.spec.limits?.releaseTimeoutMs ?? RELEASE_TIMEOUT_MS);
    connection?.close();
    this.#exit(); // It has ended, though its program goes on.
    process.off('exit', this.#exit);
    this.#settleEnded();
  }

  #tell(change: AttachChange): void {
    try {
      this.#options.onChange?.(change);
    } catch (thrown) {
      log(['onChange of attach failed:', thrown]);
    }
  }
}

function log(values: readonly unknown[]): void {
  process.stderr.write(`${formatWithOptions({ colors: false }, ...values)}\n`);
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener('abort', end);
  });
}

function cancelled(name: string): ProviderError {
  return new ProviderError('OPERATION_CANCELLED', { provider: name, pid: process.pid }, { message: `Program "${name}" (pid ${process.pid}) did not attach: it was told to stop before it had.` });
}

function hostLost(name: string): ProviderError {
  return new ProviderError('HOST_LOST', { provider: name, pid: process.pid }, { message: `The host was lost while program "${name}" (pid ${process.pid}) was attaching.`, remedy: 'Attach again once it is back: provost up.' });
}
