/** Loads a provider in the test's own process: the same runner and the same messages as under a host, over a pair of streams instead of a socket. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatWithOptions } from 'node:util';
import {
  Initialize, ProgressFromProvider, ProviderError, Release, fromWireError, isErrorOf,
  type JsonObject, type ObjectsOf, type ProviderDescription, type ServesClasses, type UnloadReason,
} from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';
import { ProviderRunner, definitionOf, describe, systemClock, type ProviderDefinition, type ServedProvider } from '@provost/sdk/embedding';
import { Asking } from './asking.js';
import { duplexPair } from './duplex-pair.js';
import { loadedClass } from './loaded-class.js';
import type { TestClock } from './test-clock.js';

/** The host's defaults. */
const LOAD_TIMEOUT_MS = 10_000;
const RELEASE_TIMEOUT_MS = 10_000;

export interface LoadOptions {
  readonly config?: JsonObject;
  readonly credentials?: Readonly<Record<string, string>>;
  /** The time by which deadlines are kept; by default the process's own. */
  readonly clock?: TestClock;
  /** Kept as it is. By default a new one, removed at release. */
  readonly dataDirectory?: string;
}

/** What a loaded provider has besides its classes. */
export interface LoadedControls {
  readonly description: ProviderDescription;
  /** What it logged, line by line; the stacks of what it threw are among it. */
  readonly log: readonly string[];
  /** Lets it go, once. Answers what went wrong at it; a second call answers the same. */
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
  const connection = runInProcess(definition, options, log);
  connection.listen();
  const dataDirectory = options.dataDirectory ?? await mkdtemp(join(tmpdir(), 'provost-test-'));
  const clear = async (): Promise<void> => {
    connection.close();
    if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
  };
  try {
    await initialize(connection, definition, dataDirectory, options);
  } catch (error) {
    await clear();
    throw error;
  }
  // From here on progress is that of operations.
  const asking = new Asking(connection);
  const description = describe(definition);
  const classes = Object.fromEntries(description.classes.map((served) => [served.name, loadedClass(description.namespace, served, asking)]));
  return Object.assign(classes, controls(connection, description, log, clear)) as unknown as LoadedProvider<Shapes>;
}

function runInProcess(definition: ProviderDefinition, options: LoadOptions, log: string[]): Connection {
  const clock = options.clock === undefined ? {} : { clock: options.clock };
  const [hostSide, providerSide] = duplexPair();
  const channel = openConnection(providerSide, { peer: 'the host', ...clock });
  const runner = new ProviderRunner({
    connection: channel,
    clock: options.clock ?? systemClock,
    importProvider: () => Promise.resolve(definition),
    log: (values) => { log.push(...formatWithOptions({ colors: false }, ...values).split('\n')); },
  });
  void runner.ended.then(() => { channel.close(); });
  channel.listen();
  return openConnection(hostSide, { peer: `provider "${definition.spec.name}"`, ...clock });
}

async function initialize(connection: Connection, { spec }: ProviderDefinition, dataDirectory: string, options: LoadOptions): Promise<void> {
  const pending = connection.send(Initialize, {
    name: spec.name, namespace: spec.namespace, generation: 1, epoch: 1, dataDirectory,
    config: options.config ?? {}, credentials: options.credentials ?? {},
  }, LOAD_TIMEOUT_MS);
  connection.onNotification(ProgressFromProvider, () => { pending.extend(); });
  try {
    await pending.result;
  } catch (error) {
    if (!isErrorOf(error, 'OPERATION_TIMED_OUT')) throw error;
    throw new ProviderError('PROVIDER_LOAD_TIMED_OUT', { provider: spec.name }, {
      message: `Provider "${spec.name}" did not load within loadTimeoutMs (${LOAD_TIMEOUT_MS}).`,
    });
  }
}

function controls(connection: Connection, description: ProviderDescription, log: readonly string[], clear: () => Promise<void>): LoadedControls {
  let released: Promise<readonly ProviderError[]> | undefined;
  const letGo = async (reason: UnloadReason): Promise<readonly ProviderError[]> => {
    try {
      const answer = await connection.request(Release, { reason, deadlineMs: RELEASE_TIMEOUT_MS }, { timeoutMs: RELEASE_TIMEOUT_MS });
      return answer.outcome === 'released' ? (answer.faults ?? []).map(fromWireError) : [];
    } finally {
      await clear();
    }
  };
  const release = (reason: UnloadReason = 'idle'): Promise<readonly ProviderError[]> => (released ??= letGo(reason));
  return {
    description, log, release,
    [Symbol.asyncDispose]: async () => {
      const faults = await release('shutdown');
      if (faults.length > 0) throw faults.length === 1 ? (faults[0] as ProviderError) : new AggregateError(faults, 'The release had several faults.');
    },
  };
}
