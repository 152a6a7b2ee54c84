/** Event filters, which the host keeps: one whose query nobody could watch is refused. Where its class is not there it is taken: it may come to be. */
import { ProviderError, isErrorOf, isSameName, type JsonObject } from '@provost/protocol';
import type { HostClassFunctions } from '../host-classes/host-class.js';

/** Rejects as watching the query would. */
export type CheckQuery = (query: string, namespace: string) => Promise<unknown>;

type Kept = HostClassFunctions & Required<Pick<HostClassFunctions, 'get' | 'create' | 'modify'>>;

/** The functions of the class, with the check in front. */
export function checkedFilters(functions: Kept, check: CheckQuery): HostClassFunctions {
  return {
    ...functions,
    create: async (instance, by) => {
      await checkFilter(instance, check);
      return functions.create(instance, by);
    },
    modify: async (key, patch, by) => {
      const before = await functions.get(key);
      if (before !== undefined) await checkFilter({ ...before, ...patch }, check);
      return functions.modify(key, patch, by);
    },
  };
}

async function checkFilter({ Query: query, QueryLanguage: language = 'WQL', EventNamespace: namespace = 'root' }: JsonObject, check: CheckQuery): Promise<void> {
  if (!isSameName(String(language), 'WQL')) {
    throw new ProviderError('INVALID_PARAMETER', { property: 'QueryLanguage' }, { message: `No filter can be in "${String(language)}": WQL is the only language.`, remedy: 'Leave QueryLanguage out.' });
  }
  try {
    await check(String(query), String(namespace));
  } catch (error) {
    if (!isErrorOf(error, 'INVALID_CLASS') && !isErrorOf(error, 'INVALID_NAMESPACE')) throw error;
  }
}
