/** What a caller is told of an author's throw. The stack goes to the log alone. */
import { ProviderError, isProviderError, isResultName, RESULT_CODES, type ErrorFacts } from '@provost/protocol';
import { AnswerFault } from './answer-fault.js';
import type { ValuePlan } from './value-plan.js';
import { wordsOf } from './thrown.js';

/** Where something was thrown. */
export interface ThrownIn {
  readonly provider: string;
  /** As a person says it: `Note.append`, `get of Note`. */
  readonly what: string;
  /** The errors that the class declares for it. */
  readonly declared?: ReadonlyMap<string, ValuePlan> | undefined;
}

/** The numbers below this are what a provider may say of itself as well as the host; those above tell of processes and connections. */
const FIRST_OF_THE_HOST = 1000;
const alsoOfProviders: ReadonlySet<string> = new Set(['OPERATION_TIMED_OUT', 'OPERATION_CANCELLED']);

/** The error for the caller, and whether what was thrown belongs in the log: a declared error is an answer, anything else is a fault. */
export function faultOf(thrown: unknown, where: ThrownIn): { readonly error: ProviderError; readonly isExpected: boolean } {
  if (thrown instanceof AnswerFault) return { error: thrown, isExpected: false };
  if (!isProviderError(thrown)) return { error: failed(where, `threw ${wordsOf(thrown)}`, undefined), isExpected: false };
  const plan = where.declared?.get(thrown.code);
  if (plan !== undefined) return declaredError(thrown, plan, where);
  if (isSayable(thrown.code)) return { error: withFacts(thrown, jsonFacts(thrown.facts)), isExpected: true };
  const name = thrown.code;
  const remedy = isResultName(name)
    ? `Tell its author: ${name} is for the host to say; declare an error of another name.`
    : `Tell its author to declare it: errors: { ${name}: { ... } }.`;
  return { error: failed(where, `failed with ${name}, which its class does not declare: ${thrown.sentence}`, remedy), isExpected: false };
}

function declaredError(thrown: ProviderError, plan: ValuePlan, where: ThrownIn): { error: ProviderError; isExpected: boolean } {
  try {
    return { error: withFacts(thrown, plan.write(thrown.facts) as ErrorFacts), isExpected: true };
  } catch (mismatch) {
    const said = isProviderError(mismatch) ? mismatch.sentence : wordsOf(mismatch);
    return { error: failed(where, `failed with ${thrown.code} (${thrown.sentence}), and its facts are wrong: ${said}`, undefined), isExpected: false };
  }
}

function failed(where: ThrownIn, how: string, remedy: string | undefined): ProviderError {
  return new ProviderError('FAILED', { provider: where.provider, pid: process.pid }, {
    message: `Provider "${where.provider}" (pid ${process.pid}) ${how.endsWith('.') ? how.slice(0, -1) : how}, in ${where.what}.`,
    remedy: remedy ?? `Read its log, which has the stack: provost logs ${where.provider}.`,
  });
}

function isSayable(code: string): boolean {
  return isResultName(code) && (RESULT_CODES[code].number < FIRST_OF_THE_HOST || alsoOfProviders.has(code));
}

/** Facts come from the author and may hold what JSON cannot say; an error must travel all the same. */
function jsonFacts(facts: ErrorFacts): ErrorFacts {
  try {
    return JSON.parse(JSON.stringify(facts)) as ErrorFacts;
  } catch {
    return {};
  }
}

function withFacts(error: ProviderError, facts: ErrorFacts): ProviderError {
  return new ProviderError(error.code, facts, { message: error.sentence, remedy: error.remedy });
}
