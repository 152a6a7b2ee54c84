/** How values of one schema cross between the wire and the author: checked, completed with defaults, converted. Made once for each schema. */
import { ProviderError, type JsonObject, type SchemaNode } from '@provost/protocol';
import { authorFormOf } from '../convert/author-form.js';
import { defaultsOf } from '../convert/defaults.js';
import { wireFormOf } from '../convert/wire-form.js';
import { AnswerFault } from './answer-fault.js';
import { checkerOf, type Mismatch } from './checker.js';

/** What a schema is of, as a person says it. */
export interface PlanSubject {
  readonly provider: string;
  /** What callers give: `the arguments of Note.append`, `the key of Note`. */
  readonly given: string;
  /** What the author answers: `Note`, `the result of Note.append`. */
  readonly answered: string;
}

export interface ValuePlan {
  /** The author's form of what a caller gave. Throws INVALID_PARAMETER. */
  read(given: unknown): unknown;
  /** The form in which the author's value travels. Throws INVALID_RESULT. */
  write(answered: unknown): unknown;
}

/** Makes the plan of a schema. */
export function valuePlan(schema: SchemaNode, subject: PlanSubject): ValuePlan {
  const mismatchOf = checkerOf(schema);
  const [fill, toAuthor, toWire] = [defaultsOf(schema), authorFormOf(schema), wireFormOf(schema)];
  return {
    read(given) {
      const mismatch = mismatchOf(given);
      if (mismatch !== undefined) throw misgiven(subject, mismatch);
      const filled = fill === undefined ? given : fill(given as JsonObject);
      return toAuthor === undefined ? filled : toAuthor(filled);
    },
    write(answered) {
      const written = toWire === undefined ? answered : toWire(answered);
      const mismatch = mismatchOf(written);
      if (mismatch !== undefined) throw misanswered(subject, mismatch);
      return written;
    },
  };
}

function misgiven({ given, provider }: PlanSubject, mismatch: Mismatch): ProviderError {
  return new ProviderError('INVALID_PARAMETER', { provider, ...mismatch }, { message: `${given} ${placeOf(mismatch)}.` });
}

function misanswered({ answered, provider }: PlanSubject, mismatch: Mismatch): AnswerFault {
  return new AnswerFault('INVALID_RESULT', { provider, pid: process.pid, ...mismatch }, {
    message: `Provider "${provider}" (pid ${process.pid}) answered what does not fit its class: ${answered} ${placeOf(mismatch)}.`,
  });
}

function placeOf({ path, expected, found }: Mismatch): string {
  return `must have ${expected}${path === '' ? '' : ` at ${path}`}, not ${found}`;
}
