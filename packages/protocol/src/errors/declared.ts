/**
 * The errors that methods declare, told apart with their facts typed: by the function that was called, since two methods may declare
 * the same name with other facts. What is thrown, and when, is left to those who make the calls.
 */
import { ProviderError, isProviderError, type ErrorFacts } from './provider-error.js';
import type { ResultName } from './result-codes.js';

declare const declared: unique symbol;

/** A function that fails with these errors: the facts of each, by name. For inference only. */
export interface DeclaresErrors<E> {
  readonly [declared]?: E;
}

/** The error of one name, with the facts that its class says, in the author's values. */
export type DeclaredError<N extends string, F> = ProviderError & { readonly code: N; readonly facts: F & ErrorFacts };

/** On a function the method that it calls, on an error the method that declares it: `Note.append`. */
const methodKey = Symbol.for('provost.method');

/** The function, known from now on as the way to call a method: `Note.append`. */
export function callOf<F extends object>(method: string, call: F): F {
  return Object.defineProperty(call, methodKey, { value: method });
}

/** The same error as one that this method declares, its facts in the author's values. */
export function declaredBy(method: string, error: ProviderError, facts: ErrorFacts): ProviderError {
  const { sentence: message, remedy, cause } = error;
  return Object.defineProperty(new ProviderError(error.code, facts, { message, remedy, cause }), methodKey, { value: method });
}

/** Whether a value is the ProviderError of one code: `isErrorOf(error, 'NOT_FOUND')`. */
export function isErrorOf(value: unknown, code: ResultName): value is ProviderError;
/**
 * Whether a value is an error that a method declares, thrown by a call of that method: `isErrorOf(error, notes.Note.append, 'Full')`, with
 * `notes` from `of<typeof notes>()`. Then `error.facts.max` has the type that the class says.
 */
export function isErrorOf<E, N extends keyof E & string>(value: unknown, method: DeclaresErrors<E>, name: N): value is DeclaredError<N, E[N]>;
export function isErrorOf(value: unknown, codeOrMethod: ResultName | object, name?: string): boolean {
  if (!isProviderError(value)) return false;
  if (typeof codeOrMethod === 'string') return value.code === codeOrMethod;
  const method = methodOf(codeOrMethod);
  return value.code === name && method !== undefined && methodOf(value) === method;
}

function methodOf(marked: object): unknown {
  return (marked as { readonly [methodKey]?: unknown })[methodKey];
}
