/** What get and list mean for a class that others derive from: their instances are its instances too. How one class is asked is left to `objects.ts`. */
import { isErrorOf, type JsonObject, type ListQuery } from '@provost/protocol';
import type { Named, ServedClass } from './named-objects.js';

/** One page of rows after the other. */
type Batches = AsyncIterable<readonly JsonObject[]>;

/** Of a class and those that derive from it, the ones that can be listed. */
export function listable({ derived, ...of }: Named): readonly ServedClass[] {
  return [of, ...derived].filter(({ definition }) => definition.operations.includes('list'));
}

/** The rows of each class after the other, no more than the limit in all. Those of a class that derives from the one that was asked for say their own. */
export async function* listFamily(asked: ServedClass, members: readonly ServedClass[], query: ListQuery, list: (of: ServedClass, query: ListQuery) => Batches): AsyncGenerator<readonly JsonObject[]> {
  let left = query.limit ?? Infinity;
  for (const member of members) {
    if (left <= 0) return;
    const { name } = member.definition;
    for await (const rows of list(member, query.limit === undefined ? query : { ...query, limit: left })) {
      left -= rows.length;
      yield name === asked.definition.name ? rows : rows.map((row) => ({ __CLASS: name, ...row }));
    }
  }
}

/** The instance of that key, of the class itself or of one that derives from it: there is one at most. Rejects with NOT_FOUND as the class itself does. */
export async function getFromFamily<T>({ derived, ...of }: Named, get: (of: ServedClass) => Promise<T>): Promise<T> {
  let missing: unknown;
  for (const member of [of, ...derived]) {
    if (!member.definition.operations.includes('get')) continue;
    try {
      return await get(member);
    } catch (error) {
      if (!isErrorOf(error, 'NOT_FOUND')) throw error;
      missing ??= error;
    }
  }
  throw missing;
}
