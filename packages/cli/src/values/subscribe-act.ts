/** What is to be done about permanent subscriptions, as `subscribe` takes it. */
import { UsageError } from '../errors/usage-error.js';

export type SubscribeAct =
  | { readonly act: 'ls' }
  | { readonly act: 'add'; readonly name: string; readonly query: string; readonly values: readonly string[] }
  | { readonly act: 'rm'; readonly name: string }
  /** All dead letters where no number is given. */
  | { readonly act: 'dead'; readonly id: number | undefined };

const USAGE = 'Usage: provost subscribe [ls | add NAME WQL --to CLASS K=V... | rm NAME | dead [ID] [--retry | --drop]]';

/** Reads the words after `provost subscribe`. Throws a UsageError for what is no act, or lacks a word or has one too many. */
export function subscribeAct([act = 'ls', first, second, ...more]: readonly string[]): SubscribeAct {
  const tooMany = (found: string | undefined): void => {
    if (found !== undefined) throw new UsageError(`"${found}" is a word too many.`, USAGE);
  };
  if (act === 'ls') {
    tooMany(first);
    return { act };
  }
  if (act === 'add') {
    if (first === undefined || second === undefined) throw new UsageError('add needs a name and a query.', USAGE);
    return { act, name: first, query: second, values: more };
  }
  tooMany(second);
  if (act === 'rm') {
    if (first === undefined) throw new UsageError('rm needs a name.', USAGE);
    return { act, name: first };
  }
  if (act !== 'dead') throw new UsageError(`"${act}" is neither ls nor add nor rm nor dead.`, USAGE);
  if (first !== undefined && !/^[1-9]\d{0,14}$/.test(first)) throw new UsageError(`"${first}" is no number of a dead letter.`, 'See them: provost subscribe dead');
  return { act, id: first === undefined ? undefined : Number(first) };
}
