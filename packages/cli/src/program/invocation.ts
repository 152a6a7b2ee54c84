/** One use of a verb: what was typed, where output goes, and the way to the host, opened when it is first needed. */
import { resolve } from 'node:path';
import type { OptionValue } from './option-values.js';
import type { Verb } from '../catalog/verb.js';
import { UsageError } from '../errors/usage-error.js';
import type { HostAccess } from '../hosts/host-access.js';
import type { Output } from '../output/output.js';
import type { Interruption } from './interruption.js';

export interface InvocationFacts {
  readonly verb: Verb;
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, OptionValue>;
  readonly output: Output;
  readonly environment: NodeJS.ProcessEnv;
  readonly interruption: Interruption;
}

export class Invocation {
  readonly verb: Verb;
  readonly output: Output;
  readonly environment: NodeJS.ProcessEnv;
  /** Aborted when the person interrupts. */
  readonly interrupted: AbortSignal;
  /** Aborted when the person interrupts or nobody reads the output any more. */
  readonly signal: AbortSignal;
  readonly #words: readonly string[];
  readonly #options: ReadonlyMap<string, OptionValue>;
  readonly #interruption: Interruption;
  #access: Promise<HostAccess> | undefined;

  constructor({ verb, words, options, output, environment, interruption }: InvocationFacts) {
    this.verb = verb;
    this.output = output;
    this.environment = environment;
    this.#interruption = interruption;
    this.interrupted = interruption.signal;
    this.signal = AbortSignal.any([interruption.signal, output.readerGone]);
    this.#words = words;
    this.#options = options;
  }

  /** What a second Ctrl-C does instead of ending the program. */
  onSecondInterrupt(act: () => void): void {
    this.#interruption.onSecond(act);
  }

  /** The argument at a position; the parser has seen to those that must be there. */
  word(index: number): string {
    return this.#words[index] ?? '';
  }

  wordAt(index: number): string | undefined {
    return this.#words[index];
  }

  /** The arguments from a position on. */
  wordsFrom(index: number): readonly string[] {
    return this.#words.slice(index);
  }

  flag(name: string): boolean {
    return this.#options.get(name) === true;
  }

  text(name: string): string | undefined {
    const value = this.#options.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  list(name: string): readonly string[] {
    const value = this.#options.get(name);
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }

  /** A count, or a duration in milliseconds. */
  number(name: string): number | undefined {
    const value = this.#options.get(name);
    return typeof value === 'number' ? value : undefined;
  }

  /** The state directory, where the person named one on the command line. */
  get stateTyped(): string | undefined {
    return this.text('state');
  }

  get timeoutMs(): number | undefined {
    return this.number('timeout');
  }

  /** What a request says of its deadline. */
  get deadline(): { readonly timeoutMs?: number } {
    return this.timeoutMs === undefined ? {} : { timeoutMs: this.timeoutMs };
  }

  /** The state directory, absolute: --state, else PROVOST_STATE, else the user's own. Rejects with a UsageError for a PROVOST_STATE that is empty: it names none. */
  async state(): Promise<string> {
    if (this.stateTyped === undefined && this.environment['PROVOST_STATE'] === '') {
      throw new UsageError('PROVOST_STATE is empty.', 'Set it to the host\'s state directory, or take it away: unset PROVOST_STATE');
    }
    const { stateDirectory } = await import('@provost/client');
    return resolve(this.stateTyped ?? stateDirectory(this.environment));
  }

  /** The running host. Connects once. Rejects with HOST_NOT_RUNNING, which names the hosts that run elsewhere. */
  host(): Promise<HostAccess> {
    this.#access ??= this.#connect();
    return this.#access;
  }

  async #connect(): Promise<HostAccess> {
    const [{ connectTo }, state] = await Promise.all([import('../hosts/host-access.js'), this.state()]);
    return connectTo({ state, environment: this.environment, output: this.output, signal: this.signal, timeoutMs: this.timeoutMs, verb: this.verb.name });
  }

  /** Closes the connection where one was opened. Never rejects; idempotent. */
  async close(): Promise<void> {
    const access = await this.#access?.catch(() => undefined);
    await access?.close();
  }
}
