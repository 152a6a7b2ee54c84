/** Work that outlives its request: each job has a context of its own, holds the provider while it runs, and costs the process nothing when it fails. */
import { JobFailedFromProvider, ProviderError, excerpt, isProviderError, toWireError, type HostObjects } from '@provost/protocol';
import type { Awaitable } from '../define/handlers.js';
import type { Deferred, Hold, Job, JobContext, JobEnd } from '../define/contexts.js';
import { runDeferred } from '../dispatch/deferred.js';
import { detailsOf, wordsOf } from '../dispatch/thrown.js';
import type { ProviderStore } from '../store/provider-store.js';
import { sayOfStore } from '../store/say-of-store.js';
import type { StoreScope } from '../store/store-scope.js';
import type { HostAccess } from './host-access.js';
import type { HostLine } from './host-line.js';
import { sayOfUnloading } from './say-of-unloading.js';
import type { Refuser, Unloading } from './unloading.js';

/** What jobs need of their life. */
export interface JobSurroundings {
  readonly provider: string;
  readonly line: Pick<HostLine, 'notify'>;
  readonly unloading: Unloading;
  readonly hostAccess: HostAccess;
  readonly store: ProviderStore;
  readonly log: (values: readonly unknown[]) => void;
}

interface OpenJob {
  readonly done: Promise<unknown>;
  readonly abort: AbortController;
}

/** Words are for operators; they never cost a frame. */
const LONGEST_NAME = 128;
const LONGEST_WORDS = 1000;

export class Jobs {
  readonly #around: JobSurroundings;
  readonly #open = new Set<OpenJob>();
  #lastNumber = 0;
  #isMute = false;

  constructor(around: JobSurroundings) {
    this.#around = around;
  }

  get underWay(): number {
    return this.#open.size;
  }

  /** Begins work. Throws where the context may not hold the provider; then nothing has begun. */
  begin<T>(by: Refuser, name: string, work: (job: JobContext) => Awaitable<T>): Job<Awaited<T>> {
    const { unloading } = this.#around;
    if (by.isOver) unloading.hold(by); // Throws, and says why.
    const id = `job-${this.#lastNumber + 1}`;
    const refuser = { id, what: `background ${excerpt(String(name), LONGEST_NAME)}`, isOver: false };
    const hold = unloading.hold(refuser);
    this.#lastNumber++;
    const abort = new AbortController();
    const done = this.#run(refuser, name, work, abort, hold);
    const open = { done, abort };
    this.#open.add(open);
    void done.then(() => this.#open.delete(open));
    return { id, name, done, cancel: () => { abort.abort(cancelled(name)); } };
  }

  /** Aborts all of them. */
  abort(reason: ProviderError): void {
    for (const job of this.#open) job.abort.abort(reason);
  }

  /** Settles when none that runs now runs any more. Never rejects. */
  async over(): Promise<void> {
    await Promise.all([...this.#open].map((job) => job.done));
  }

  /** The last word has been said to the host; what fails from now on is only logged. */
  mute(): void {
    this.#isMute = true;
  }

  async #run<T>(
    refuser: { readonly id: string; readonly what: string; isOver: boolean }, name: string, work: (job: JobContext) => Awaitable<T>, abort: AbortController, hold: Hold,
  ): Promise<JobEnd<Awaited<T>>> {
    const deferred: Deferred[] = [];
    const { hostAccess, store } = this.#around;
    let host: HostObjects | undefined;
    let scope: StoreScope | undefined;
    const log = (...values: readonly unknown[]): void => { this.#around.log([`[${refuser.id}]`, ...values]); };
    const context: JobContext = {
      id: refuser.id, name, log,
      signal: abort.signal,
      get host() {
        return (host ??= hostAccess.hostOf(refuser.id, () => abort.signal));
      },
      defer: (put) => { deferred.push(put); },
      ...sayOfUnloading(refuser, this.#around.unloading, this),
      ...sayOfStore(() => (scope ??= store.scopeOf(refuser))),
    };
    // What began it has its answer or its next line first.
    await Promise.resolve();
    const end = await endOf(work, context, () => scope);
    for (const fault of await runDeferred(deferred)) log(`Deferred work ${fault.number} of ${refuser.what} failed:`, detailsOf(fault.thrown));
    refuser.isOver = true;
    if (end.outcome === 'failed') this.#tell(refuser, name, end.error);
    hold.end();
    return end;
  }

  #tell({ id, what }: Refuser, name: string, thrown: unknown): void {
    const { provider, log, line } = this.#around;
    log([`[${id}] ${what} failed:`, detailsOf(thrown)]);
    if (this.#isMute) return;
    const shown = excerpt(String(name), LONGEST_NAME);
    const error = isProviderError(thrown)
      ? new ProviderError(thrown.code, {}, { message: excerpt(thrown.sentence, LONGEST_WORDS), remedy: excerpt(thrown.remedy, LONGEST_WORDS) })
      : new ProviderError('FAILED', { provider, pid: process.pid }, { message: `Job "${shown}" of provider "${provider}" threw ${excerpt(wordsOf(thrown), LONGEST_WORDS)}.` });
    line.notify(JobFailedFromProvider, { context: id, name: shown, error: toWireError(error) });
  }
}

/** What stops because it was told to has not failed. */
async function endOf<T>(work: (job: JobContext) => Awaitable<T>, context: JobContext, scope: () => StoreScope | undefined): Promise<JobEnd<Awaited<T>>> {
  try {
    const value = await work(context);
    scope()?.settle();
    return { outcome: 'done', value };
  } catch (thrown) {
    await scope()?.takeBack();
    const { aborted, reason } = context.signal;
    const heeds = aborted && (thrown === reason || (thrown as { readonly name?: unknown } | null)?.name === 'AbortError');
    return heeds ? { outcome: 'cancelled' } : { outcome: 'failed', error: thrown };
  }
}

function cancelled(name: string): ProviderError {
  return new ProviderError('OPERATION_CANCELLED', {}, { message: `Job "${name}" was cancelled.` });
}
