/**
 * What a provider's process does: it finds its host, says hello and waits; the author's file is imported when the host says describe or
 * initialize, and not before. When the host is lost it looks for the next one. The life itself is the runner's part; how the process ends is decided
 * here, how this file is loaded in `runtime.ts`.
 */
import { join } from 'node:path';
import { formatWithOptions } from 'node:util';
import { LeavingFromProvider, ProgressFromProvider, type Bootstrap, type UnloadReason } from '@provost/protocol';
import { parseBootstrap, watchBirthPipe } from './bootstrap.js';
import { enterDirectory } from './directory.js';
import { importEntry } from './entry.js';
import { dialHost, type HostChannel } from './host-channel.js';
import { rehearse } from './rehearsal.js';
import { cacheModules } from './module-cache.js';
import { sayLastWords } from './last-words.js';
import { findNextHost } from './next-host.js';
import { definitionOf } from '../define/provider.js';
import { detailsOf } from '../dispatch/thrown.js';
import { systemClock } from '../runner/clock.js';
import { ProviderRunner, type RunnerEnd } from '../runner/provider-runner.js';
import type { ImportStorage } from '../store/provider-store.js';

/** What whoever loaded this file has found, and does for it. */
export interface RuntimeSurroundings {
  readonly bootstrapDescriptor: number;
  /** What was read from that descriptor. */
  readonly bootstrapLine: string;
  /** `import()`, which works only in the file that Node was started with. */
  readonly importModule: (url: string) => Promise<unknown>;
  /** Imports a file of the SDK, after those before it and before anything of the author's. Answers with what it exports, if anything; never rejects. */
  readonly warmUp: (file: 'index.js' | 'sample.js') => Promise<unknown>;
  /** Keeps what was compiled for the next process. Never throws. */
  readonly keepCompiled: () => void;
}

/** How the process ended, as its exit code says it. */
const EXIT = { done: 0, failed: 1, crashed: 70, cutShort: 143 } as const;
/** A host that wants it now has asked by then; one that has not has started it ahead. */
const AHEAD_AFTER_MS = 25;
/** How long a host may take to release a process that the system has told to end. */
const LEAVING_PATIENCE_MS = 5_000;
/** How long a release may take that no host asked for. */
const RELEASE_UNASKED_MS = 10_000;

function log(values: readonly unknown[]): void {
  process.stderr.write(`${formatWithOptions({ colors: false }, ...values)}\n`);
}

/** What nobody caught ends the process, its reason on stderr; except that nobody reads what it writes, which is the keeper's end and not its own. */
function crash(what: string, thrown: unknown): void {
  try {
    sayLastWords(`${what}: ${detailsOf(thrown)}`);
  } catch (unwritten) {
    if (isBrokenPipe(unwritten) && isBrokenPipe(thrown)) return;
  }
  process.exit(EXIT.crashed);
}

function isBrokenPipe(thrown: unknown): boolean {
  return (thrown as { readonly code?: unknown } | null)?.code === 'EPIPE';
}

class ProviderProcess {
  readonly #around: RuntimeSurroundings;
  readonly #bootstrap: Bootstrap;
  readonly #runner: ProviderRunner;
  /** Of the host that is there, or was last. */
  #channel: HostChannel;
  /** Ends the search for another host, for good. */
  readonly #search = new AbortController();
  #isToldToEnd = false;
  #keepModules: (() => void) | undefined;

  constructor(around: RuntimeSurroundings, bootstrap: Bootstrap, channel: HostChannel) {
    this.#around = around;
    this.#bootstrap = bootstrap;
    this.#channel = channel;
    const { connection } = channel;
    this.#runner = new ProviderRunner({
      connection, clock: systemClock, log,
      prepare: ({ directory, name }) => {
        // Whoever hears it knows that the author's code runs from here on. It leaves with this turn, before anything is imported.
        connection.notify(ProgressFromProvider, {});
        enterDirectory(directory);
        if (bootstrap.codeCache !== undefined) this.#keepModules ??= cacheModules(join(bootstrap.codeCache, 'modules'), name);
      },
      importProvider: (entry) => importEntry(entry, around.importModule, log),
      importStorage: () => around.importModule('@provost/storage') as ReturnType<ImportStorage>,
      becameClient: () => { this.#keepCompiled(); },
    });
  }

  /** Says hello, and lives from then on. Rejects where the host does not take it. */
  async begin(): Promise<void> {
    const runner = this.#runner;
    const { warmUp, bootstrapDescriptor } = this.#around;
    process.on('exit', () => { runner.runExitHooks(); });
    process.on('SIGTERM', () => { this.#terminated(); });
    void watchBirthPipe(bootstrapDescriptor).then(() => { if (!runner.hasBegun) process.exit(EXIT.done); });
    void this.#channel.connection.closed.then(() => this.#lostHost());
    void runner.ended.then((end) => this.#end(end));
    const greeted = this.#channel.greet();
    setImmediate(() => void warmUp('index.js')); // The author's file will import it too; the hello is on its way by then.
    setTimeout(() => { if (!runner.hasBegun) void this.#getReady(); }, AHEAD_AFTER_MS).unref();
    runner.frameBytes = (await greeted).limits.frameBytes;
  }

  /** It was started ahead: what every provider does is done once by then. */
  async #getReady(): Promise<void> {
    const sample = definitionOf(((await this.#around.warmUp('sample.js')) as { readonly default?: unknown } | undefined)?.default);
    if (sample !== undefined && !this.#runner.hasBegun) await rehearse(sample);
  }

  /** Looks for the next host as long as it may, with all it has; then it lets go. */
  async #lostHost(): Promise<void> {
    const runner = this.#runner;
    if (this.#search.signal.aborted) return;
    const orphanAfterMs = runner.lostHost();
    if (orphanAfterMs === 0) return this.#letGo('orphaned');
    const patience = systemClock.after(orphanAfterMs, () => void this.#letGo('orphaned'));
    if (runner.isClient) patience.unref();
    const next = await findNextHost({
      bootstrap: this.#bootstrap, epoch: runner.epoch, signal: this.#search.signal,
      keepsAlive: () => !runner.isClient,
      onDial: ({ connection }) => { runner.answer(connection); },
    });
    patience.cancel();
    if (next === undefined) return this.#letGo('orphaned');
    this.#channel = next.channel;
    runner.frameBytes = next.hello.limits.frameBytes;
    void next.channel.connection.closed.then(() => this.#lostHost());
  }

  /** The system wants it to end: the host is told, where there is one. */
  #terminated(): void {
    if (this.#isToldToEnd) process.exit(EXIT.cutShort); // Who asks twice does not want to wait.
    this.#isToldToEnd = true;
    const { connection } = this.#channel;
    if (!this.#runner.hasBegun || connection.isClosed) return void this.#letGo('shutdown');
    // The host sends nothing more, lets what is at work end and then releases; where it does not, the system's patience is not waited out.
    connection.notify(LeavingFromProvider, { reason: 'shutdown' });
    systemClock.after(LEAVING_PATIENCE_MS, () => void this.#letGo('shutdown')).unref();
  }

  /** A release that no host asked for, and the end. */
  async #letGo(reason: UnloadReason): Promise<void> {
    const runner = this.#runner;
    this.#search.abort();
    runner.forsaken();
    if (runner.hasBegun) await runner.release(reason, runner.releaseTimeoutMs ?? RELEASE_UNASKED_MS);
    await this.#channel.end();
    process.exit(EXIT.done);
  }

  #keepCompiled(): void {
    this.#around.keepCompiled();
    this.#keepModules?.();
  }

  async #end(end: RunnerEnd): Promise<void> {
    this.#search.abort();
    const left = this.#channel.end();
    if (end === 'released') this.#keepCompiled();
    await left;
    process.exit(end === 'failed' ? EXIT.failed : EXIT.done);
  }
}

async function run(around: RuntimeSurroundings): Promise<void> {
  process.on('uncaughtException', (thrown) => { crash('Uncaught exception', thrown); });
  process.on('unhandledRejection', (thrown) => { crash('Unhandled rejection', thrown); });
  process.on('SIGUSR1', () => { log(['SIGUSR1 is ignored: it would open a debugger to everyone of the same user.']); });
  const bootstrap = parseBootstrap(around.bootstrapLine);
  await new ProviderProcess(around, bootstrap, await dialHost(bootstrap)).begin();
}

/** Lives the life of one provider, and ends the process with it. */
export function runRuntime(around: RuntimeSurroundings): void {
  run(around).catch((thrown: unknown) => {
    log(['The provider process could not start:', detailsOf(thrown)]);
    process.exit(EXIT.failed);
  });
}
