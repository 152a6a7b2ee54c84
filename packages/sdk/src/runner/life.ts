/** The author's load and release, and what lies between: the load context, the state, and what was deferred. */
import {
  ProgressFromProvider, ProviderError, isProviderError, toWireError, type InitializeParams, type UnloadReason, type WireError,
} from '@provost/protocol';
import type { Connection } from '@provost/protocol/node';
import type { Deferred, LoadContext, ProgressReport } from '../define/contexts.js';
import type { ProviderDefinition } from '../define/provider.js';
import { runDeferred } from '../dispatch/deferred.js';
import { detailsOf, wordsOf } from '../dispatch/thrown.js';
import { valuePlan } from '../dispatch/value-plan.js';
import { objectSchema } from '../type/type.js';
import type { Clock } from './clock.js';
import { LastSteps } from './last-steps.js';

/** An operation that does not heed its signal must not cost the author's `release` its time. */
const OPERATIONS_SHARE = 0.5;

/** What a life needs of its runner. */
export interface LifeSurroundings {
  readonly connection: Pick<Connection, 'notify'>;
  readonly clock: Clock;
  readonly log: (values: readonly unknown[]) => void;
  /** Aborted when the host no longer waits for the load. */
  readonly cancelled: AbortSignal;
}

export class Life {
  /** What `load` returned. */
  state: unknown;
  readonly #definition: ProviderDefinition;
  readonly #params: InitializeParams;
  readonly #around: LifeSurroundings;
  readonly #abort = new AbortController();
  readonly #deferred: Deferred[] = [];
  #hasLoaded = false;

  constructor(definition: ProviderDefinition, params: InitializeParams, around: LifeSurroundings) {
    this.#definition = definition;
    this.#params = params;
    this.#around = around;
  }

  /** Calls the author's `load`. Rejects with PROVIDER_LOAD_FAILED, after what was deferred is done. */
  async load(): Promise<void> {
    const { cancelled } = this.#around;
    const abort = (): void => { this.#abort.abort(cancelled.reason); };
    if (cancelled.aborted) abort();
    else cancelled.addEventListener('abort', abort, { once: true });
    try {
      this.state = await this.#definition.spec.load?.(this.#context());
      this.#hasLoaded = true;
    } catch (thrown) {
      this.#log('load failed:', thrown);
      for (const fault of await runDeferred(this.#deferred.splice(0))) this.#log(`Deferred work ${fault.number} of load failed:`, fault.thrown);
      throw loadFailed(this.#params.name, thrown);
    } finally {
      cancelled.removeEventListener('abort', abort);
    }
  }

  /**
   * Waits for the operations that were aborted, then calls the author's `release`, then does what was deferred, the last first, each within
   * what is left of the deadline. Never rejects.
   */
  async release(reason: UnloadReason, deadlineMs: number, operationsOver?: () => Promise<void>): Promise<readonly WireError[]> {
    this.#abort.abort(new ProviderError('OPERATION_CANCELLED', {}, { message: `The provider was told to let go (reason ${reason}).` }));
    const { release } = this.#definition.spec;
    const deferred = this.#deferred.splice(0);
    const isCalled = release !== undefined && this.#hasLoaded;
    const steps = new LastSteps(this.#around.clock, deadlineMs, deferred.length + Number(isCalled) + Number(operationsOver !== undefined));
    const faults: WireError[] = [];
    const note = (what: string, thrown: unknown): void => {
      this.#log(`${what} failed:`, thrown);
      faults.push(toWireError(releaseFault(this.#params.name, what, thrown)));
    };
    if (operationsOver !== undefined) {
      await steps.take('What was under way', operationsOver, OPERATIONS_SHARE).catch((thrown: unknown) => { note('what was under way', thrown); });
    }
    if (isCalled) await steps.take('release', () => release(reason, this.state)).catch((thrown: unknown) => { note('release', thrown); });
    for (const fault of await runDeferred(deferred, (work, number) => steps.take(deferredName(number), work))) note(deferredName(fault.number), fault.thrown);
    return faults;
  }

  #context(): LoadContext {
    const { name, namespace, dataDirectory, credentials } = this.#params;
    const { connection, log } = this.#around;
    return {
      name, namespace, dataDirectory,
      config: this.#config(),
      signal: this.#abort.signal,
      credential: (asked) => {
        if (Object.hasOwn(credentials, asked)) return credentials[asked] as string;
        throw credentialMissing(name, asked);
      },
      log: (...values) => { log(values); },
      progress: (report: ProgressReport) => { connection.notify(ProgressFromProvider, typeof report === 'number' ? { percent: report } : report); },
      defer: (work) => { this.#deferred.push(work); },
    };
  }

  #config(): LoadContext['config'] {
    const subject = { provider: this.#params.name, what: 'the config' };
    return valuePlan(objectSchema(this.#definition.spec.config ?? {}), subject).read(this.#params.config) as LoadContext['config'];
  }

  #log(what: string, thrown: unknown): void {
    this.#around.log([what, detailsOf(thrown)]);
  }
}

function loadFailed(provider: string, thrown: unknown): ProviderError {
  const words = isProviderError(thrown) ? thrown.sentence : wordsOf(thrown);
  return new ProviderError('PROVIDER_LOAD_FAILED', { provider, pid: process.pid }, {
    message: `Provider "${provider}" (pid ${process.pid}) failed to load: ${words}`,
    ...(isProviderError(thrown) ? { remedy: thrown.remedy } : {}),
  });
}

function releaseFault(provider: string, what: string, thrown: unknown): ProviderError {
  if (isProviderError(thrown)) return thrown;
  return new ProviderError('FAILED', { provider, pid: process.pid }, { message: `${what} of provider "${provider}" threw ${wordsOf(thrown)}.` });
}

function deferredName(number: number): string {
  return `Deferred work ${number}`;
}

function credentialMissing(provider: string, name: string): ProviderError {
  return new ProviderError('FAILED', { provider }, {
    message: `Credential "${name}" was not given to provider "${provider}".`,
    remedy: `Give it the file that holds it: provost register PATH --credential ${name}=FILE.`,
  });
}
