/** The way to a running host: the client's door, with progress, warnings, Ctrl-C and --timeout taken care of for every verb. */
import { connect, type Client } from '@provost/client';
import { formatDuration, isErrorOf, ProviderError, type AskedParams, type JsonObject, type RequestMessage, type ResultOf, type StreamMessage } from '@provost/protocol';
import type { Output } from '../output/output.js';
import { ProgressLine } from '../output/progress-line.js';
import { namingTimeout } from './naming-timeout.js';

export interface AccessOptions {
  readonly state: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly timeoutMs: number | undefined;
  /** What the progress line calls the work. */
  readonly verb: string;
}

/** How long the host may take to answer a connection. */
const connectTimeoutMs = 5_000;
/** One that does not answer in less may be as well as ever: `down --timeout 0s` speaks of the stop. */
const leastConnectMs = 200;
/** The host answers a deadline itself, with more to say than we have; only past this does the command end by itself. */
const graceMs = 1_000;

/** Connects. Rejects with HOST_NOT_RUNNING, which names the hosts that run elsewhere, or with OPERATION_TIMED_OUT, which names the process that holds the directory and does not answer. */
export async function connectTo(options: AccessOptions): Promise<HostAccess> {
  const timeoutMs = Math.min(Math.max(options.timeoutMs ?? connectTimeoutMs, leastConnectMs), connectTimeoutMs);
  try {
    return new HostAccess(await connect({ state: options.state, timeoutMs, name: 'provost', reconnectMs: 0 }), options);
  } catch (error) {
    if (isErrorOf(error, 'HOST_NOT_RUNNING')) {
      const { withHostsElsewhere } = await import('./known-hosts.js');
      throw await withHostsElsewhere(error, options.state, options.environment);
    }
    if (isErrorOf(error, 'OPERATION_TIMED_OUT')) {
      const { silentHost } = await import('./silent-host.js');
      throw await silentHost(options.state, `${timeoutMs} ms${options.timeoutMs === timeoutMs ? ` (--timeout ${formatDuration(timeoutMs)})` : ''}`, error);
    }
    throw error;
  }
}

export class HostAccess {
  readonly client: Client;
  readonly #options: AccessOptions;

  constructor(client: Client, options: AccessOptions) {
    this.client = client;
    this.#options = options;
  }

  /** Asks the host one thing. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any message, as in Door
  async ask<M extends RequestMessage<any, any>>(message: M, params: AskedParams<M>): Promise<ResultOf<M>> {
    const { output, verb } = this.#options;
    const progress = new ProgressLine(output, verb);
    const limit = this.#limit();
    try {
      return await this.client.request(message, params, {
        signal: limit.signal,
        onProgress: (step) => progress.update(step),
        onWarning: (text) => output.warn(text),
      });
    } catch (error) {
      throw limit.cause() ?? namingTimeout(error, this.#options.timeoutMs);
    } finally {
      limit.end();
      progress.end();
    }
  }

  /** Rows batch by batch. `isEndless` is for those that are followed: nothing is being waited for then. */
  async *rows<M extends StreamMessage>(message: M, params: AskedParams<M>, isEndless = false): AsyncGenerator<readonly JsonObject[]> {
    const { output, verb } = this.#options;
    const progress = isEndless ? undefined : new ProgressLine(output, verb);
    const limit = this.#limit();
    try {
      yield* this.client.stream(message, params, {
        signal: limit.signal,
        onProgress: (step) => progress?.update(step),
        onWarning: (text) => output.warn(text),
      });
    } catch (error) {
      throw limit.cause() ?? (isEndless && isErrorOf(error, 'HOST_LOST') ? this.#endOfHost(error) : namingTimeout(error, this.#options.timeoutMs));
    } finally {
      limit.end();
      progress?.end();
    }
  }

  /** Who followed has asked for nothing that may have been done. */
  #endOfHost(lost: ProviderError): ProviderError {
    const { pid, state } = this.client.host;
    return new ProviderError('HOST_LOST', { pid }, { message: `The host on ${state} (pid ${pid}) ended.`, remedy: 'Start it again: provost up.', cause: lost });
  }

  /** Never rejects; idempotent. */
  async close(): Promise<void> {
    await this.client.close();
  }

  #limit(): { readonly signal: AbortSignal; cause(): ProviderError | undefined; end(): void } {
    const { signal, timeoutMs, verb } = this.#options;
    if (timeoutMs === undefined) return { signal, cause: () => undefined, end: () => {} };
    const late = new ProviderError('OPERATION_TIMED_OUT', {}, {
      message: `"provost ${verb}" was not done within --timeout ${formatDuration(timeoutMs)}.`,
    });
    const own = new AbortController();
    const timer = setTimeout(() => own.abort(late), timeoutMs + graceMs);
    return {
      signal: AbortSignal.any([signal, own.signal]),
      cause: () => (own.signal.aborted && !signal.aborted ? late : undefined),
      end: () => clearTimeout(timer),
    };
  }
}
