/** What a list answers: whether it is rows at all, and which columns of them travel. Sending them is left to the row stream. */
import type { JsonObject } from '@provost/protocol';
import type { Rows } from '../define/handlers.js';
import { AnswerFault } from './answer-fault.js';
import type { ValuePlan } from './value-plan.js';

/** Whether they can be taken one by one. */
export function isRows(value: unknown): value is Rows<unknown> {
  return typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);
}

/** Writes of each row the columns that were asked for. */
export function pickedBy(columns: readonly string[], plan: ValuePlan): (row: unknown) => unknown {
  return (row) => {
    if (typeof row !== 'object' || row === null) return plan.write(row);
    const picked: JsonObject = {};
    for (const column of columns) if (Object.hasOwn(row, column)) picked[column] = (row as JsonObject)[column];
    return plan.write(picked);
  };
}

/** The error of a list that answered what is none. */
export function notRows(name: string, provider: string): AnswerFault {
  return new AnswerFault('INVALID_RESULT', { provider }, { message: `list of ${name} must answer an iterable or an async iterable.` });
}
