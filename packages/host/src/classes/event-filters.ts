/** Event filters, which the host keeps: one whose query cannot be read is refused. Whether its classes are there is left to who watches: they may come to be. */
import { ProviderError, isSameName, type JsonObject } from '@provost/protocol';
import type { HostClassFunctions } from '../host-classes/host-class.js';

/** The functions of the class, with the check in front. */
export function checkedFilters(functions: Required<Pick<HostClassFunctions, 'create' | 'modify'>> & HostClassFunctions): HostClassFunctions {
  return {
    ...functions,
    create: async (instance, by) => {
      await checkFilter(instance);
      return functions.create(instance, by);
    },
    modify: async (key, patch, by) => {
      await checkFilter(patch);
      return functions.modify(key, patch, by);
    },
  };
}

async function checkFilter({ Query: query, QueryLanguage: language = 'WQL' }: JsonObject): Promise<void> {
  if (!isSameName(String(language), 'WQL')) {
    throw new ProviderError('INVALID_PARAMETER', { property: 'QueryLanguage' }, { message: `No filter can be in "${String(language)}": WQL is the only language.`, remedy: 'Leave QueryLanguage out.' });
  }
  if (query === undefined) return;
  // The language takes long to import, and many a host is never asked in it.
  const { parseQuery } = await import('../query/parse-query.js');
  const { asEventQuery } = await import('../query/shape-query.js');
  asEventQuery(parseQuery(String(query)));
}
