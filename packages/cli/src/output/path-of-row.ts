/** The path of a row of a list or of a query: one of a class that derives from the one that was asked for says its own. */
import { pathOf, type ClassDefinition, type JsonObject } from '@provost/protocol';

/** How rows are named that were asked for by that class. */
export function pathIn(namespace: string, definition: ClassDefinition): (row: JsonObject) => string {
  return (row) => pathOf(namespace, typeof row['__CLASS'] === 'string' ? { ...definition, name: row['__CLASS'] } : definition, row);
}
