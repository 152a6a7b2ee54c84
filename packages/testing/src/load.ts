/** Loads a provider in the test's own process, and gives a test its classes as clients see them. What a host does for it is `lives.ts`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProviderError, type JsonObject, type ObjectsOf, type ProviderDescription, type ServesClasses, type UnloadReason } from '@provost/protocol';
import { definitionOf, describe, type ServedProvider } from '@provost/sdk/embedding';
import { durationMs, type Duration } from './duration.js';
import { canBeAsked, hostInTest, type GivenHost } from './given-host.js';
import { loadedClass } from './loaded-class.js';
import { Lives, type FailedJob, type Held, type IdleOutcome, type LoadState } from './lives.js';
import { PassingClock } from './passing-clock.js';
import type { TestClock } from './test-clock.js';

/** The host's default. */
const CLEAR_AFTER_MS = 30_000;

export interface LoadOptions {
  readonly config?: JsonObject;
  readonly credentials?: Readonly<Record<string, string>>;
  /** The time by which deadlines are kept and idle is measured. By default time passes as usual, and `idleFor` moves it on. */
  readonly clock?: TestClock;
  /** Kept as it is. By default a new one, removed at release. */
  readonly dataDirectory?: string;
  /** How long idle is kept. By default what the provider's limits say, else 30 s as under a host. */
  readonly clearAfter?: Duration | 'never';
  /**
   * What `context.host` asks: the providers that it needs (as `defineProvider` made them, also fakes that serve the same classes, or loaded by the test),
   * or the door of a real host. Without it each call fails as NOT_SUPPORTED.
   */
  readonly host?: GivenHost;
}

/** What a loaded provider has besides its classes. */
export interface LoadedControls {
  readonly description: ProviderDescription;
  /** What it logged, line by line; the stacks of what it threw are among it. */
  readonly log: readonly string[];
  /** Where it is now. */
  readonly state: LoadState;
  /** What keeps it loaded now, besides requests that are open. */
  readonly holds: readonly Held[];
  /** The jobs in its background that failed so far. */
  readonly failedJobs: readonly FailedJob[];
  /**
   * Lets it be for that long, without waiting: moves the clock, and releases on the way as a host does once ClearAfter has passed and nothing refuses.
   * Answers where it is then, what holds it, and what went wrong at its release. The next request loads it anew; the variables of its modules stay.
   */
  idleFor(duration: Duration): Promise<IdleOutcome>;
  /**
   * Lets it go for good, by default as an operator does, whatever refuses. Answers what went wrong at it; a second call answers the same. For the
   * reason `idle` it rejects with PROVIDER_BUSY where something refuses, and nothing has changed.
   */
  release(reason?: UnloadReason): Promise<readonly ProviderError[]>;
  /** Lets it go, and throws what went wrong at it, so that the test fails. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A loaded provider: its classes by name, as clients see them. */
export type LoadedProvider<Shapes> = ObjectsOf<ServesClasses<Shapes>> & LoadedControls;

/**
 * Loads a provider: `await using p = await load(notes, { config: { folder } })`, then `await p.Note.get({ id: '7' })`.
 * Rejects as the load does: with PROVIDER_LOAD_FAILED or PROVIDER_LOAD_TIMED_OUT.
 */
export async function load<Shapes>(provider: ServedProvider<Shapes>, options: LoadOptions = {}): Promise<LoadedProvider<Shapes>> {
  const definition = definitionOf(provider);
  if (definition === undefined) throw new ProviderError('INVALID_PARAMETER', {}, { message: 'load() takes the provider that defineProvider(...) made.' });
  const log: string[] = [];
  const dataDirectory = options.dataDirectory ?? await mkdtemp(join(tmpdir(), 'provost-test-'));
  const { config = {}, credentials = {}, clock = new PassingClock() } = options;
  const host = options.host && hostInTest(options.host, definition.spec.name, (asked) => load(asked, { clock }));
  const clear = async (): Promise<readonly ProviderError[]> => {
    if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
    return host === undefined ? [] : host.end();
  };
  const lives = new Lives(definition, { config, credentials, clock, dataDirectory, log }, clearAfterMs(options, definition.spec.limits?.clearAfterMs), host?.door);
  try {
    await lives.acquire();
  } catch (error) {
    await clear();
    throw error;
  }
  const description = describe(definition);
  const classes = Object.fromEntries(description.classes.map((served) => [served.name, loadedClass(description.namespace, served, lives.asking)]));
  const loaded = withControls(classes, lives, { description, log, clear });
  canBeAsked(loaded, lives.asking);
  return loaded as LoadedProvider<Shapes>;
}

function clearAfterMs({ clearAfter }: LoadOptions, ofProvider: number | 'never' = CLEAR_AFTER_MS): number {
  const chosen = clearAfter ?? ofProvider;
  return chosen === 'never' ? Infinity : durationMs(chosen);
}

/** By a name that both have, the control is found. */
function withControls(classes: object, lives: Lives, of: { description: ProviderDescription; log: readonly string[]; clear: () => Promise<readonly ProviderError[]> }): object {
  let released: Promise<readonly ProviderError[]> | undefined;
  const letGo = async (reason: UnloadReason): Promise<readonly ProviderError[]> => {
    let faults: readonly ProviderError[];
    try {
      faults = await lives.end(reason);
    } catch (refused) {
      released = undefined;
      throw refused;
    }
    return [...faults, ...(await of.clear())];
  };
  const release = (reason: UnloadReason = 'operator'): Promise<readonly ProviderError[]> => (released ??= letGo(reason));
  const controls: LoadedControls = {
    description: of.description,
    log: of.log,
    failedJobs: lives.failedJobs,
    get state() {
      return lives.state;
    },
    get holds() {
      return lives.holds;
    },
    idleFor: (duration) => lives.idleFor(durationMs(duration)),
    release,
    [Symbol.asyncDispose]: async () => {
      const faults = await release('shutdown');
      if (faults.length > 0) throw faults.length === 1 ? (faults[0] as ProviderError) : new AggregateError(faults, 'The release had several faults.');
    },
  };
  return Object.defineProperties(classes, Object.getOwnPropertyDescriptors(controls));
}
