/** The events of one class of a loaded provider as a test watches them: asked for as a host asks, and given as they were raised. Nothing is filtered: that is the host's part. */
import { Subscribe, readEvent, watchParams, watching, type ClassDefinition, type KnownClass, type QueryCondition, type WatchOptions, type Watching } from '@provost/protocol';
import type { Asking } from './asking.js';
import { rowBatches } from './list-batches.js';

/** A subscription has no deadline; a timer cannot wait longer. */
const NEVER_MS = 2 ** 31 - 1;

/** Begins to watch: a subscription of its own, whoever else watches. */
export function loadedEvents(known: KnownClass, { name }: ClassDefinition, asking: Asking, options: WatchOptions = {}): Watching<unknown> {
  const { query, bookmark } = watchParams(known, options);
  const conditions = conditionsOf(options.where ?? '');
  const { signal } = options;
  const batches = rowBatches(asking, Subscribe, ({ id: context, caller }) => ({
    context: { id: context, caller }, class: name,
    queries: [{ id: '1', query, ...(conditions.length === 0 ? {} : { conditions }) }],
    ...(bookmark === undefined ? {} : { bookmark }),
  }), { timeoutMs: NEVER_MS, ...(signal === undefined ? {} : { signal }) });
  return watching(batches, (row) => readEvent(known, row, options));
}

const TERM = /\s*([A-Za-z_][\w.]*)\s*(<=|>=|=|<|>|\bLIKE\b)\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|TRUE|FALSE)\s*(AND\b|$)/iy;

/** Of a WHERE that is comparisons joined by AND, all of them; of any other none. A host reads all of WQL, and tells a provider more. */
function conditionsOf(where: string): QueryCondition[] {
  const conditions: QueryCondition[] = [];
  for (let at = 0; at < where.length;) {
    TERM.lastIndex = at;
    const [all, property = '', operator = '', constant = ''] = TERM.exec(where) ?? [''];
    if (all === '') return [];
    at += all.length;
    conditions.push({ property, operator: operator.toLowerCase(), value: valueOf(constant) } as QueryCondition);
  }
  return conditions;
}

function valueOf(constant: string): string | number | boolean {
  if (/^['"]/.test(constant)) return constant.slice(1, -1).replace(/\\(.)/gs, '$1');
  return /^(TRUE|FALSE)$/i.test(constant) ? constant.toUpperCase() === 'TRUE' : Number(constant);
}
