/** What may be asked again when the host was lost: what never got to it, and what only reads what the host itself keeps. */
import {
  Cache, Classes, DescribeProvider, Doctor, Holds, Namespaces, Providers, Requests, SchemaOf, Settings, Status,
  isErrorOf, type ProviderError,
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

/** Whether to ask once more after `error`: as often as it never got there, and once where it may be read twice. */
export class AskingAgain {
  readonly #untilMs: number;
  #reads: number;
  #attempts = 0;

  /** However often hosts come and go, what was not sent is not tried for longer than `patienceMs`, but twice at least. */
  constructor(method: string, patienceMs: number) {
    this.#reads = READS.has(method) ? 1 : 0;
    this.#untilMs = performance.now() + patienceMs;
  }

  /** Returns where it is to be asked again; throws what the caller is told where it is not. */
  after(error: unknown): void {
    this.#attempts += 1;
    if (error instanceof Unsent) {
      if (this.#attempts === 1 || performance.now() < this.#untilMs) return;
      throw error.reason;
    }
    if (!isErrorOf(error, 'HOST_LOST') || this.#reads === 0) throw error;
    this.#reads -= 1;
  }
}
