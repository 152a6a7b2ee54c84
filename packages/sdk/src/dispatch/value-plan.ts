/** How values of one schema cross between the wire and the author: checked, completed with defaults, converted. Made once for each schema. */
import { ProviderError, authorFormOf, checkerOf, wireFormOf, type Fault, type JsonObject, type SchemaNode } from '@provost/protocol';
import { AnswerFault } from './answer-fault.js';
import { defaultsOf } from './defaults.js';

/** What a schema is of. */
export interface PlanSubject {
  readonly provider: string;
  /** As a person says it: `the arguments of Note.append`, `Note`. */
  readonly what: string;
}

export interface ValuePlan {
  /** The author's form of what a caller gave. Throws TYPE_MISMATCH. */
  read(given: unknown): unknown;
  /** The form in which the author's value travels. Throws INVALID_RESULT. */
  write(answered: unknown): unknown;
}

/** Makes the plan of a schema. */
export function valuePlan(schema: SchemaNode, subject: PlanSubject): ValuePlan {
  const check = checkerOf(schema);
  const [fill, toAuthor, toWire] = [defaultsOf(schema), authorFormOf(schema), wireFormOf(schema)];
  return {
    read(given) {
      const faults = check(given);
      if (faults !== undefined) throw misgiven(subject, faults);
      const filled = fill === undefined ? given : fill(given as JsonObject);
      return toAuthor === undefined ? filled : toAuthor(filled);
    },
    write(answered) {
      const written = toWire === undefined ? answered : toWire(answered);
      const faults = check(written);
      if (faults !== undefined) throw misanswered(subject, faults);
      return written;
    },
  };
}

function misgiven({ what, provider }: PlanSubject, faults: readonly Fault[]): ProviderError {
  const told = faults.map(inWords);
  return new ProviderError('TYPE_MISMATCH', { provider, faults: told }, { message: `What was given as ${what} does not fit: ${told.join('; ')}.` });
}

/** What an author's answer that is not what it must be is told as. */
export function misanswered({ what, provider }: PlanSubject, faults: readonly Fault[]): AnswerFault {
  const told = faults.map(inWords);
  return new AnswerFault('INVALID_RESULT', { provider, pid: process.pid, faults: told }, {
    message: `What provider "${provider}" (pid ${process.pid}) answered as ${what} does not fit: ${told.join('; ')}.`,
  });
}

/** One fault as the end of a sentence. */
export function inWords({ path, expected, found }: Fault): string {
  return `${path === '' ? 'it' : path} must be ${expected}, and is ${found}`;
}
