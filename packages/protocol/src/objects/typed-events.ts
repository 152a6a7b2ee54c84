/** Watching a class in the author's values: what is asked for it, and what becomes of each event. */
import type { EventRow, WatchParams } from '../messages/index.js';
import type { JsonObject } from '../schema/schema.js';
import type { InstanceEvent, WatchOptions } from '../shapes.js';
import type { KnownClass } from './known-class.js';

const KIND_OF: Readonly<Record<string, InstanceEvent<unknown>['kind']>> = {
  __InstanceCreationEvent: 'created', __InstanceModificationEvent: 'modified', __InstanceDeletionEvent: 'deleted',
};

/** What the host is asked for: the events of the class, or what becomes of its instances. */
export function watchParams(known: KnownClass, { where, withinSeconds, queue, bookmark }: WatchOptions): WatchParams {
  const more = { namespace: known.namespace, ...(queue === undefined ? {} : { queue }), ...(bookmark === undefined ? {} : { bookmark }) };
  if (known.isEvent) return { ...more, query: `SELECT * FROM ${known.shortName}${where === undefined ? '' : ` WHERE ${where}`}` };
  const within = withinSeconds === undefined ? '' : ` WITHIN ${withinSeconds}`;
  return { ...more, query: `SELECT * FROM __InstanceOperationEvent${within} WHERE TargetInstance ISA '${known.shortName}'${where === undefined ? '' : ` AND (${where})`}` };
}

/** The event as the loop is given it; undefined for one that only says that others were missed. */
export function readEvent(known: KnownClass, row: JsonObject, { onMissed }: WatchOptions): unknown {
  const { __CLASS, __BOOKMARK } = row as EventRow;
  if (__CLASS.startsWith('__Event')) return void onMissed?.(row as EventRow);
  const bookmark = __BOOKMARK === undefined ? {} : { __BOOKMARK };
  if (known.isEvent) return { ...(known.read(withoutSystem(row)) as JsonObject), __CLASS, ...bookmark };
  const { TargetInstance, PreviousInstance, TIME_CREATED } = row as EventRow & { readonly TargetInstance: JsonObject; readonly PreviousInstance?: JsonObject };
  return {
    kind: KIND_OF[__CLASS] ?? 'modified',
    instance: known.read(withoutSystem(TargetInstance)),
    ...(PreviousInstance === undefined ? {} : { previous: known.read(withoutSystem(PreviousInstance)) }),
    at: new Date(TIME_CREATED),
    ...(__BOOKMARK === undefined ? {} : { bookmark: __BOOKMARK }),
  };
}

function withoutSystem(row: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('__')));
}
