/** The instances of one class as an author uses them. When what is written becomes durable is left to the scope that writes. */
import { ProviderError, type JsonObject } from '@provost/protocol';
import type { ClassStore, StoreRange } from '../define/store.js';
import type { ObjectTable } from './data-store.js';
import type { StoredClass } from './stored-class.js';

/** What the store of a class is read and written by. */
export interface ClassStoreHome {
  /** Runs what reads. Throws where it may not be read any more. */
  read<T>(act: (objects: ObjectTable) => T): T;
  /** Runs what writes, in the transaction that is open or else in one of its own. */
  write<T>(act: (objects: ObjectTable) => T): T;
}

/** Whatever its types are. */
export type AnyClassStore = ClassStore<unknown, JsonObject>;

/** Makes the store of a class. */
export function classStore(of: StoredClass, home: ClassStoreHome): AnyClassStore {
  const put = (objects: ObjectTable, instance: unknown, mayReplace: boolean): unknown => {
    const { key, record } = of.write(instance);
    if (!mayReplace && objects.get(key) !== undefined) throw alreadyThere(of.nameOf(record));
    objects.put(key, record);
    return of.read(record);
  };
  const walk = function* (range: StoreRange<JsonObject>): Generator<JsonObject> {
    const { limit = Infinity, reverse = false } = range;
    const rows = home.read((objects) => objects.walk({ ...of.range(range), reverse, ...(limit === Infinity ? {} : { limit }) }));
    for (let next = home.read(() => rows.next()); next.done !== true; next = home.read(() => rows.next())) yield next.value[1];
  };
  return {
    get: (key) => {
      const record = home.read((objects) => objects.get(of.key(key)));
      return record === undefined ? undefined : of.read(record);
    },
    has: (key) => home.read((objects) => objects.get(of.key(key)) !== undefined),
    values: (range = {}) => ({
      *[Symbol.iterator]() {
        for (const record of walk(range)) yield of.read(record);
      },
    }),
    count: (range = {}) => {
      let count = 0;
      for (const record of walk(range)) count += Number(record !== undefined);
      return count;
    },
    create: (instance) => home.write((objects) => put(objects, instance, false)),
    put: (instance) => home.write((objects) => put(objects, instance, true)),
    modify: (key, patch) => home.write((objects) => {
      const record = objects.get(of.key(key));
      if (record === undefined) throw notThere(of.nameOfKey(key));
      return put(objects, { ...(of.read(record) as object), ...patch, ...key }, true);
    }),
    delete: (key) => home.write((objects) => objects.delete(of.key(key))),
  };
}

function alreadyThere(name: string): ProviderError {
  return new ProviderError('ALREADY_EXISTS', {}, { message: `There is a ${name} already.` });
}

function notThere(name: string): ProviderError {
  return new ProviderError('NOT_FOUND', {}, { message: `There is no ${name}.` });
}
