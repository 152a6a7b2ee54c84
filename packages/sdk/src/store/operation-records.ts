/**
 * What makes asking again safe: an operation that comes with an id is done once, however often it is asked. What it has committed is marked in the same commit, its answer is kept for a
 * day, and who asks while it runs is given its answer. How it is run is left to the operations.
 */
import { ProviderError, fromWireError } from '@provost/protocol';
import { AnswerFault } from '../dispatch/answer-fault.js';
import { detailsOf } from '../dispatch/thrown.js';
import type { AuthorStore } from './author-store.js';
import { TABLES, type DataTable, type OperationEntry } from './data-store.js';
import { OperationRecord } from './operation-record.js';
import { sayingFaults } from './store-fault.js';

const KEPT_MS = 24 * 60 * 60 * 1000;
const LONGEST_ID = 256;
/** As many are let go with each that is new, so that there are never more and more; the load lets go of the rest, so many at a time. */
const LET_GO_WITH_EACH = 4;
const LET_GO_AT_A_TIME = 256;

/** One asking of an operation. */
export interface AskedWithId {
  readonly id: string;
  /** Of what is asked and by whom. */
  readonly fingerprint: string;
  /** Aborted when its caller wants the answer no more. */
  readonly signal: AbortSignal;
}

/** How a run of it ended. */
type End = { readonly answer: unknown } | { readonly error: unknown; readonly wasCancelled: boolean };

interface Running {
  readonly fingerprint: string;
  readonly end: Promise<End>;
}

export class OperationRecords {
  readonly #store: AuthorStore;
  readonly #wallMs: () => number;
  readonly #log: (values: readonly unknown[]) => void;
  readonly #entries: DataTable<OperationEntry>;
  readonly #ages: DataTable<{ readonly id: string; readonly at: number }, number>;
  readonly #running = new Map<string, Running>();
  #lastNumber: number;

  constructor(store: AuthorStore, wallMs: () => number, log: (values: readonly unknown[]) => void) {
    this.#store = store;
    this.#wallMs = wallMs;
    this.#log = log;
    this.#entries = store.data.table(TABLES.operations);
    this.#ages = store.data.table(TABLES.operationAges);
    this.#lastNumber = this.#ages.range({ reverse: true, limit: 1 })[0]?.[0] ?? 0;
  }

  /**
   * Answers as the first asking was answered where there was one, and runs it where there was none; `answered` makes the answer of what the author returns. Rejects with
   * INVALID_PARAMETER for an id that was used for something else.
   */
  async once<R>(asked: AskedWithId, answered: (returned: unknown) => R, run: (record: OperationRecord) => R | Promise<R>): Promise<R> {
    refuseStrangeId(asked.id);
    for (let running = this.#running.get(asked.id); running !== undefined; running = this.#running.get(asked.id)) {
      if (running.fingerprint !== asked.fingerprint) throw usedOtherwise(asked.id);
      const end = await unlessAborted(running.end, asked.signal);
      // The other's caller gave up, this one has not.
      if ('error' in end && end.wasCancelled) continue;
      return answerOf(end) as R;
    }
    const entry = this.#entryOf(asked.id);
    if (entry !== undefined) return recorded(asked, entry) as R;
    const record = new OperationRecord((kept) => { this.#keep(asked, kept); }, answered);
    return answerOf(await this.#run(asked, record, run)) as R;
  }

  /** Lets go of all that is old enough, a part in each turn, until `isOver`. Never rejects. */
  async letGoOfOld(isOver: () => boolean): Promise<void> {
    try {
      while (!isOver() && this.#old(1).length > 0) {
        this.#store.transaction(() => { this.#forget(LET_GO_AT_A_TIME); });
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (thrown) {
      this.#log(['Old operation ids could not be let go of:', detailsOf(thrown)]);
    }
  }

  #run<R>(asked: AskedWithId, record: OperationRecord, run: (record: OperationRecord) => R | Promise<R>): Promise<End> {
    const end = (async (): Promise<End> => {
      try {
        return { answer: await run(record) };
      } catch (error) {
        return { error, wasCancelled: asked.signal.aborted };
      } finally {
        this.#running.delete(asked.id);
      }
    })();
    this.#running.set(asked.id, { fingerprint: asked.fingerprint, end });
    return end;
  }

  #entryOf(id: string): OperationEntry | undefined {
    const entry = sayingFaults(this.#store.provider, () => this.#entries.get(id));
    return entry === undefined || this.#isOld(entry) ? undefined : entry;
  }

  /** Within the transaction that is open. */
  #keep({ id, fingerprint }: AskedWithId, kept: Pick<OperationEntry, 'answer' | 'error'>): void {
    const at = this.#wallMs();
    const isNew = this.#entries.get(id)?.fingerprint !== fingerprint;
    this.#entries.put(id, { fingerprint, at, ...kept });
    if (!isNew) return;
    this.#ages.put(++this.#lastNumber, { id, at });
    this.#forget(LET_GO_WITH_EACH);
  }

  #forget(most: number): void {
    for (const [number, { id }] of this.#old(most)) {
      this.#ages.delete(number);
      const entry = this.#entries.get(id);
      if (entry !== undefined && this.#isOld(entry)) this.#entries.delete(id);
    }
  }

  #old(most: number): (readonly [number, { readonly id: string; readonly at: number }])[] {
    return this.#ages.range({ limit: most }).filter(([, aged]) => this.#isOld(aged));
  }

  #isOld({ at }: { readonly at: number }): boolean {
    return this.#wallMs() - at >= KEPT_MS;
  }
}

function recorded({ id, fingerprint }: AskedWithId, entry: OperationEntry): unknown {
  if (entry.fingerprint !== fingerprint) throw usedOtherwise(id);
  if (entry.error !== undefined) throw fromWireError(entry.error);
  if (entry.answer !== undefined) return entry.answer;
  throw new AnswerFault('FAILED', { operationId: id, mayHaveRun: true, wasDone: true }, {
    message: `The operation with the id "${id}" was done, but its process ended before its answer was kept.`,
    remedy: 'Read what there is now. Do not ask with another id: it would be done twice.',
  });
}

function answerOf(end: End): unknown {
  if ('error' in end) throw end.error;
  return end.answer;
}

function unlessAborted<T>(settles: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => { reject(signal.reason as Error); };
    if (signal.aborted) return void abort();
    signal.addEventListener('abort', abort, { once: true });
    void settles.then(resolve, reject).finally(() => { signal.removeEventListener('abort', abort); });
  });
}

function refuseStrangeId(id: string): void {
  if (id.length > 0 && id.length <= LONGEST_ID && !/\p{Surrogate}/u.test(id)) return;
  throw new ProviderError('INVALID_PARAMETER', {}, {
    message: `An operation id has 1 to ${LONGEST_ID} characters, none of them half a one; this one has ${id.length}.`, remedy: 'Use a UUID.',
  });
}

function usedOtherwise(id: string): ProviderError {
  return new ProviderError('INVALID_PARAMETER', { operationId: id }, {
    message: `The operation id "${id}" was used before, for something else or by somebody else.`,
    remedy: 'Give each operation an id of its own; use the same one only to ask for the very same again.',
  });
}
