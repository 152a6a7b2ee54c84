/** A provider's process without a process: the same runner and the same messages as under a host, over a pair of streams instead of a socket. */
import { formatWithOptions } from 'node:util';
import { Initialize, ProviderError, Release, isErrorOf, type JsonObject, type ResultOf, type UnloadReason } from '@provost/protocol';
import { openConnection, type Connection, type PendingRequest } from '@provost/protocol/node';
import { ProviderRunner, type ProviderDefinition } from '@provost/sdk/embedding';
import { duplexPair } from './duplex-pair.js';
import type { TestClock } from './test-clock.js';

/** The host's defaults. */
const LOAD_TIMEOUT_MS = 10_000;
const RELEASE_TIMEOUT_MS = 10_000;

/** What a provider is loaded with. */
export interface InProcessOptions {
  readonly config: JsonObject;
  readonly credentials: Readonly<Record<string, string>>;
  readonly clock: TestClock;
  readonly dataDirectory: string;
  /** Takes what it logs, line by line. */
  readonly log: string[];
}

export class InProcess {
  readonly connection: Connection;
  readonly #definition: ProviderDefinition;
  readonly #options: InProcessOptions;
  readonly #runner: ProviderRunner;
  #loading: PendingRequest<unknown> | undefined;

  /** Nothing is read from its connection before {@link initialize}. */
  constructor(definition: ProviderDefinition, options: InProcessOptions) {
    const { clock, log } = options;
    this.#definition = definition;
    this.#options = options;
    const [hostSide, providerSide] = duplexPair();
    const channel = openConnection(providerSide, { peer: 'the host', clock });
    this.#runner = new ProviderRunner({
      connection: channel, clock,
      importProvider: () => Promise.resolve(definition),
      log: (values) => { log.push(...formatWithOptions({ colors: false }, ...values).split('\n')); },
    });
    void this.#runner.ended.then(() => { channel.close(); });
    channel.listen();
    this.connection = openConnection(hostSide, { peer: `provider "${definition.spec.name}"`, clock });
  }

  /** Calls its `load`; once more when it is a client. Rejects with PROVIDER_LOAD_FAILED or PROVIDER_LOAD_TIMED_OUT. */
  async initialize(generation: number): Promise<void> {
    const { name, namespace } = this.#definition.spec;
    const { config, credentials, dataDirectory } = this.#options;
    this.#loading = this.connection.send(Initialize, { name, namespace, generation, epoch: 1, dataDirectory, config, credentials }, LOAD_TIMEOUT_MS);
    this.connection.listen();
    try {
      await this.#loading.result;
    } catch (error) {
      this.end();
      if (!isErrorOf(error, 'OPERATION_TIMED_OUT')) throw error;
      throw new ProviderError('PROVIDER_LOAD_TIMED_OUT', { provider: name }, {
        message: `Provider "${name}" did not load within loadTimeoutMs (${LOAD_TIMEOUT_MS}).`,
      });
    } finally {
      this.#loading = undefined;
    }
  }

  /** Its load has told how far it has come. */
  loadProgressed(): void {
    this.#loading?.extend();
  }

  release(reason: UnloadReason): Promise<ResultOf<typeof Release>> {
    return this.connection.request(Release, { reason, deadlineMs: RELEASE_TIMEOUT_MS }, { timeoutMs: RELEASE_TIMEOUT_MS });
  }

  /** As the end of its process would be: what it registered by `onExit` is called, and the connection closes. */
  end(): void {
    this.#runner.runExitHooks();
    this.connection.close();
  }
}
