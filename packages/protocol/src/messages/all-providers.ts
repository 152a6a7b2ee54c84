/** All providers of a host, a page at a time: no message of it is larger than the others, however many there are. */
import { isErrorOf } from '../errors/index.js';
import { Providers, type ProviderView } from './client-messages.js';
import type { ParamsOf, ResultOf } from './message.js';

/** How many are asked for at a time: some 250 KB. */
const PAGE = 1_000;

/** In the order of their names. One that is registered meanwhile may be among them or not. Rejects as `ask` does. */
export async function allProviders(ask: (params: ParamsOf<typeof Providers>) => Promise<ResultOf<typeof Providers>>): Promise<ProviderView[]> {
  let page = await ask({ limit: PAGE }).catch((error: unknown) => {
    if (isErrorOf(error, 'INVALID_PARAMETER')) return ask({}); // An earlier host knows no pages.
    throw error;
  });
  const all = [...page.providers];
  while (page.next !== undefined) {
    page = await ask({ after: page.next, limit: PAGE });
    all.push(...page.providers);
  }
  return all;
}
