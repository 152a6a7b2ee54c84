/** What may be asked again when the host was lost: what never got to it, what only reads what the host itself keeps, and what is done once however often it is asked. */
import {
  Cache, Classes, DescribeProvider, Doctor, Holds, Namespaces, Providers, Requests, SchemaOf, Settings, Status,
  formatPath, isErrorOf, parsePath, type JsonObject, type ProviderError,
} from '@provost/protocol';

/** A request that the host cannot have read, because the connection was lost before. Never leaves this package. */
export class Unsent extends Error {
  readonly reason: ProviderError;

  constructor(reason: ProviderError) {
    super(reason.message);
    this.reason = reason;
  }
}

/** No provider is asked for any of these, and nothing is different afterwards. */
const READS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  [Cache, Classes, DescribeProvider, Doctor, Holds, Namespaces, Providers, Requests, SchemaOf, Settings, Status].map(({ method }) => method),
);

/** Whether to ask once more after an error: as often as it never got there, once where it may be read twice, and where its provider honours its operation id. */
export class AskingAgain {
  readonly #untilMs: number;
  readonly #params: JsonObject;
  #reads: number;
  #attempts = 0;
  #isDoneOnce: boolean | undefined;

  /** However often hosts come and go, what was not sent is not tried for longer than `patienceMs`, but twice at least; nor is what is done once. */
  constructor(method: string, params: JsonObject, patienceMs: number) {
    this.#reads = READS.has(method) ? 1 : 0;
    this.#params = params;
    this.#untilMs = performance.now() + patienceMs;
  }

  /** The class whose provider has to be known to honour operation ids before {@link after} can tell; undefined where that makes no difference. */
  classToKnow(error: unknown): string | undefined {
    const { operationId, path, class: named } = this.#params;
    if (typeof operationId !== 'string' || this.#isDoneOnce !== undefined || !isErrorOf(error, 'HOST_LOST')) return undefined;
    if (typeof named === 'string') return named;
    const { namespace, class: ofPath } = parsePath(String(path)); // The host took it, or it would not have been lost with it.
    return formatPath({ ...(namespace === undefined ? {} : { namespace }), class: ofPath });
  }

  /** Whether that class's provider does what comes with an operation id once, however often it is asked. */
  knows(isDoneOnce: boolean): void {
    this.#isDoneOnce = isDoneOnce;
  }

  /** Returns where it is to be asked again; throws what the caller is told where it is not. */
  after(error: unknown): void {
    this.#attempts += 1;
    const isEarly = this.#attempts === 1 || performance.now() < this.#untilMs;
    if (error instanceof Unsent) {
      if (isEarly) return;
      throw error.reason;
    }
    if (!isErrorOf(error, 'HOST_LOST')) throw error;
    if (this.#isDoneOnce === true && isEarly) return;
    if (this.#reads === 0) throw error;
    this.#reads -= 1;
  }
}
