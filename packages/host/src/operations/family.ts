/** What the operations mean for a class that others derive from: their instances are its instances too. How one class is asked is left to `objects.ts`. */
import { isErrorOf, type ClassOperation, type JsonObject, type ListQuery, type RowBatch } from '@provost/protocol';
import type { Named, ServedClass } from './named-objects.js';

/** One page of rows after the other. */
type Batches<B extends RowBatch> = AsyncIterable<B>;

/** Of a class and those that derive from it, the ones that can be listed. */
export function listable({ derived, ...of }: Named): readonly ServedClass[] {
  return [of, ...derived].filter(({ definition }) => definition.operations.includes('list'));
}

/** The rows of each class after the other, no more than the limit in all. Those of a class that derives from the one that was asked for say their own, and are never packed. */
export async function* listFamily(asked: ServedClass, members: readonly ServedClass[], query: ListQuery, list: (of: ServedClass, query: ListQuery) => Batches<RowBatch>): AsyncGenerator<RowBatch> {
  let left = query.limit ?? Infinity;
  yield* eachInTurn(members, async function* (member) {
    if (left <= 0) return;
    const { name } = member.definition;
    for await (const rows of list(member, query.limit === undefined ? query : { ...query, limit: left })) {
      left -= rows.length;
      yield name === asked.definition.name ? rows : (rows as readonly JsonObject[]).map((row) => ({ __CLASS: name, ...row }));
    }
  });
}

/** The rows of each one after the other. One that fails keeps nobody from the rows of the others: after the last of them it rejects as the first that failed, unless the reader gave up. */
export async function* eachInTurn<T, B extends RowBatch>(members: readonly T[], rowsOf: (member: T) => Batches<B>): AsyncGenerator<B> {
  const faults: unknown[] = [];
  for (const member of members) {
    try {
      yield* rowsOf(member);
    } catch (error) {
      if (isErrorOf(error, 'OPERATION_CANCELLED')) throw error;
      faults.push(error);
    }
  }
  if (faults.length > 0) throw faults[0];
}

/**
 * Does to an instance of that key what is asked, whether it is one of the class itself or of one that derives from it: there is one at most, and whoever has it not says NOT_FOUND.
 * Rejects with NOT_FOUND as the first of them does, or as {@link ClassGuard.checkOperation} where none of them offers it.
 */
export async function inFamily<T>({ derived, ...of }: Named, operation: ClassOperation, act: (of: ServedClass) => Promise<T>): Promise<T> {
  let missing: unknown;
  for (const member of [of, ...derived]) {
    if (!member.definition.operations.includes(operation)) continue;
    try {
      return await act(member);
    } catch (error) {
      if (!isErrorOf(error, 'NOT_FOUND')) throw error;
      missing ??= error;
    }
  }
  if (missing === undefined) of.guard.checkOperation(operation);
  throw missing;
}

/** Of the classes of a family that have a method, the one whose instance it is; the class that was asked for where that cannot be found out. */
export async function methodsOwner(named: Named, method: string, get: (of: ServedClass) => Promise<unknown>): Promise<ServedClass> {
  const { derived, ...of } = named;
  const able = derived.filter(({ definition }) => Object.hasOwn(definition.methods, method) && definition.operations.includes('get'));
  if (able.length === 0 || named.key === undefined) return of;
  return inFamily({ ...of, derived: able }, 'get', (member) => get(member).then(() => member));
}
