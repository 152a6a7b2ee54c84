/**
 * The one error of the project: a code, a sentence, a remedy, and the facts. What the outside can cause is one of these;
 * what only a bug of ours can cause is an assertion. Recognise it with {@link isProviderError}, not with `instanceof`.
 */
import { RESULT_CODES, isResultName, resultNameOf } from './result-codes.js';

const brand = Symbol.for('provost.ProviderError');

/** The facts of an error beyond its sentence. All are optional; those that hold are set. */
export interface ErrorFacts {
  /** The provider concerned. */
  readonly provider?: string;
  /** Its process. */
  readonly pid?: number;
  /** Whether the operation may have taken effect although it failed. Absent where it certainly has not begun. */
  readonly mayHaveRun?: boolean;
  /** How the process ended, where it did. */
  readonly exitCode?: number | null;
  readonly signal?: string | null;
  /** The last lines the process wrote, oldest first. */
  readonly lastLines?: readonly string[];
  /** When it makes sense to ask again. */
  readonly retryAfterMs?: number;
  /** Every fault found, where there may be several. */
  readonly faults?: readonly string[];
  readonly [fact: string]: unknown;
}

/** What an error may be given besides its code and facts. */
export interface ErrorOptions {
  /** The sentence; by default the table's, or for a declared error its name. */
  readonly message?: string;
  /** The next thing to do; by default the table's. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** An error as it travels in a JSON-RPC response. */
export interface WireError {
  readonly code: number;
  readonly message: string;
  readonly data?: { readonly name?: string; readonly remedy?: string; readonly facts?: ErrorFacts };
}

/**
 * An operating error. Its `code` is a name from the table of result codes, or the name of an error that a class declares.
 * A method whose class says `errors: { Full: { max: Type.Integer() } }` throws
 * `new ProviderError('Full', { max: 100 }, { remedy: 'delete a note first' })`.
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly code: string;
  readonly remedy: string;
  readonly facts: ErrorFacts;

  constructor(code: string, facts: ErrorFacts = {}, options: ErrorOptions = {}) {
    const known = isResultName(code) ? RESULT_CODES[code] : undefined;
    const sentence = options.message ?? known?.sentence ?? `The provider reported ${code}.`;
    super(`${code}: ${sentence}`, options.cause === undefined ? undefined : { cause: options.cause });
    Object.defineProperty(this, brand, { value: true });
    this.code = code;
    this.facts = facts;
    this.remedy = options.remedy ?? known?.remedy ?? RESULT_CODES.PROVIDER_ERROR.remedy;
  }

  /** The sentence without the code in front. */
  get sentence(): string {
    return this.message.slice(this.code.length + 2);
  }

  /** The number on the wire: the table's, or PROVIDER_ERROR's for an error that a class declares. */
  get number(): number {
    return RESULT_CODES[isResultName(this.code) ? this.code : 'PROVIDER_ERROR'].number;
  }

  /** What a program reads: `provost -o json` prints it. */
  toJSON(): Record<string, unknown> {
    return { code: this.number, name: this.code, message: this.sentence, remedy: this.remedy, ...this.facts };
  }
}

/** Whether a value is a ProviderError, also one made by another copy of this package. */
export function isProviderError(value: unknown): value is ProviderError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}

/** An error in the form in which it travels. */
export function toWireError(error: ProviderError): WireError {
  return { code: error.number, message: error.sentence, data: { name: error.code, remedy: error.remedy, facts: error.facts } };
}

/** What a fact must be to be taken over from a peer. Others are a class's own, and are taken as they are. */
const FACT_TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  provider: (value) => typeof value === 'string',
  pid: Number.isSafeInteger,
  mayHaveRun: (value) => typeof value === 'boolean',
  exitCode: (value) => value === null || Number.isSafeInteger(value),
  signal: (value) => value === null || typeof value === 'string',
  lastLines: isTexts,
  retryAfterMs: Number.isFinite,
  faults: isTexts,
};

/** The error that a peer sent. A number that is not ours, from a peer of another making, is FAILED and keeps its words; what is not of its type is left out. */
export function fromWireError(wire: WireError): ProviderError {
  const given = wire.data?.name;
  const name = typeof given === 'string' && /^[A-Za-z][A-Za-z0-9_]{0,127}$/.test(given) ? given : (resultNameOf(wire.code) ?? 'FAILED');
  const options: { message: string; remedy?: string } = { message: String(wire.message) };
  if (typeof wire.data?.remedy === 'string') options.remedy = wire.data.remedy;
  return new ProviderError(name, factsOf(wire.data?.facts), options);
}

function factsOf(sent: unknown): ErrorFacts {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return {};
  return Object.fromEntries(Object.entries(sent).filter(([name, value]) => name !== '__proto__' && (!Object.hasOwn(FACT_TYPES, name) || FACT_TYPES[name]!(value))));
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
