/** What of a row reaches the one who asked. */
import type { JsonObject } from '@provost/protocol';
import { selfDescribed, type ObjectFacts } from './objects.js';
import type { DataQuery, EventQuery } from './query.js';
import { isSystemProperty, systemPropertyNames, type SystemProperty } from './system-properties.js';

export interface ProjectionOptions {
  /** The properties of the key, which are always passed on. */
  readonly key?: readonly string[];
  /** Answers for the system properties. */
  readonly facts?: ObjectFacts;
  /** Whether all system properties are passed on, as WMI does, and not only those that are selected. */
  readonly allSystem?: boolean;
}

/**
 * Makes of each row what the query selects: its properties, the key, and system properties. Of `a.b` the whole of `a` is passed on, as WMI does. What a row does
 * not have is left out. A row of `SELECT *` without system properties is passed on as it is, not copied.
 */
export function compileProjection(query: DataQuery | EventQuery, { key = [], facts = selfDescribed, allSystem = false }: ProjectionOptions = {}): (row: JsonObject) => JsonObject {
  const selected = query.select === '*' ? undefined : [...new Set([...query.select.map(({ names }) => names[0] as string), ...key])];
  const system = (allSystem ? systemPropertyNames : (selected ?? []).filter(isSystemProperty)) as readonly SystemProperty[];
  if (selected === undefined && system.length === 0) return (row) => row;
  const own = selected?.filter((name) => !isSystemProperty(name));
  return (row) => {
    const projected: JsonObject = own === undefined ? { ...row } : {};
    for (const name of own ?? []) if (Object.hasOwn(row, name)) projected[name] = row[name];
    for (const name of system) {
      const value = facts.system(name, row);
      if (value !== undefined) projected[name] = value;
    }
    return projected;
  };
}
