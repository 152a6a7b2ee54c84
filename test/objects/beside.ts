/** What the tests of objects share. */
import { List, type JsonObject, type ListQuery } from '@provost/protocol';
import { fileURLToPath } from 'node:url';
import type { TestHost } from '../support/start-host.js';

/** A provider of `test/objects/providers`, by its name. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../objects/providers/${name}.js`, import.meta.url));
}

/** All rows of a class. */
export async function rowsOf(host: TestHost, className: string, query?: ListQuery): Promise<JsonObject[]> {
  const rows: JsonObject[] = [];
  for await (const batch of host.door.stream(List, { class: className, ...(query === undefined ? {} : { query }) })) rows.push(...batch);
  return rows;
}
