/**
 * The typed face of a provider: classes by name, operations and methods by name, values as the author wrote them. After an
 * answer that says that a class may have changed it is asked for anew.
 */
import type { Door } from '../door.js';
import type { JsonObject } from '../schema/schema.js';
import { callOf, isErrorOf, type ResultName } from '../errors/index.js';
import { Create, Delete, Get, Invoke, List, Modify, Watch, type ListQuery } from '../messages/index.js';
import type { AskOptions, WatchOptions } from '../shapes.js';
import type { KnownClass } from './known-class.js';
import type { KnownClasses } from './known-classes.js';
import { toldOptions } from './told-options.js';
import { readEvent, watchParams } from './typed-events.js';
import { watching, type Watching } from './watching.js';

/** After one of these the class is asked for anew. */
const MAY_HAVE_CHANGED: readonly ResultName[] = ['INVALID_CLASS', 'INVALID_NAMESPACE', 'METHOD_NOT_FOUND', 'NO_SUCH_PROPERTY', 'NOT_SUPPORTED', 'TYPE_MISMATCH', 'INVALID_PARAMETER'];

/** The face itself; `ObjectsOf` gives it its type. */
export function objectsOver(door: Door, classes: KnownClasses, namespace: string | undefined): unknown {
  const faces = new Map<string, unknown>();
  return named((className) => {
    const face = faces.get(className) ?? faceOf(className, new ClassObjects(door, classes, namespace === undefined ? className : `${namespace}:${className}`));
    faces.set(className, face);
    return face;
  });
}

function faceOf(className: string, objects: ClassObjects): unknown {
  const calls = new Map<string, unknown>([
    ['get', (key?: unknown, options?: AskOptions) => objects.get(key, options)],
    ['list', (query?: ListQuery, options?: AskOptions) => objects.list(query, options)],
    ['create', (instance: unknown, options?: AskOptions) => objects.create(instance, options)],
    ['modify', (key: unknown, patch: unknown, options?: AskOptions) => objects.modify(key, patch, options)],
    ['delete', (key?: unknown, options?: AskOptions) => objects.delete(key, options)],
    ['watch', (options?: WatchOptions) => objects.watch(options)],
  ]);
  return named((name) => {
    const call = calls.get(name) ?? callOf(`${className}.${name}`, (...given: readonly unknown[]) => objects.invoke(name, given));
    calls.set(name, call);
    return call;
  });
}

/** An object that has whatever name is asked of it, but for those by which the language itself asks what it is. */
function named(member: (name: string) => unknown): unknown {
  return new Proxy(Object.create(null) as object, {
    get: (_, name) => (typeof name === 'string' && name !== 'then' && name !== 'toJSON' ? member(name) : undefined),
  });
}

class ClassObjects {
  readonly #door: Door;
  readonly #classes: KnownClasses;
  readonly #asked: string;

  constructor(door: Door, classes: KnownClasses, asked: string) {
    this.#door = door;
    this.#classes = classes;
    this.#asked = asked;
  }

  get(key: unknown, options: AskOptions = {}): Promise<unknown> {
    return this.#with(async (known) => {
      const { instance } = await this.#door.request(Get, { path: known.path(key), ...toldOptions(options) }, options);
      return known.read(instance);
    });
  }

  async *list(query: ListQuery | undefined, options: AskOptions = {}): AsyncGenerator<unknown, void, undefined> {
    const known = await this.#classes.of(this.#door, this.#asked);
    const params = { class: known.name, ...(query === undefined ? {} : { query }), ...toldOptions(options) };
    try {
      for await (const rows of this.#door.stream(List, params, options)) for (const row of rows) yield known.read(row);
    } catch (error) {
      throw this.#doubting(error);
    }
  }

  create(instance: unknown, options: AskOptions = {}): Promise<unknown> {
    return this.#with(async (known) => {
      const made = await this.#door.request(Create, { class: known.name, properties: known.write(instance), ...toldOptions(options) }, options);
      return known.read(made.instance);
    });
  }

  modify(key: unknown, patch: unknown, options: AskOptions = {}): Promise<unknown> {
    return this.#with(async (known) => {
      const { instance } = await this.#door.request(Modify, { path: known.path(key), patch: known.write(patch), ...toldOptions(options) }, options);
      return instance === undefined ? undefined : known.read(instance);
    });
  }

  delete(key: unknown, options: AskOptions = {}): Promise<void> {
    return this.#with(async (known) => {
      await this.#door.request(Delete, { path: known.path(key), ...toldOptions(options) }, options);
    });
  }

  /** The events of an event class, or what becomes of the instances of any other. */
  watch(options: WatchOptions = {}): Watching<unknown> {
    let known: KnownClass | undefined;
    const open = async function* (this: ClassObjects): AsyncGenerator<readonly JsonObject[]> {
      try {
        known = await this.#classes.of(this.#door, this.#asked);
        yield* this.#door.stream(Watch, watchParams(known, options), options.signal === undefined ? {} : { signal: options.signal });
      } catch (error) {
        throw this.#doubting(error);
      }
    };
    return watching(open.call(this), (row) => readEvent(known as KnownClass, row, options));
  }

  /** `given` is the arguments and options, for a method of an instance with the key before them. */
  invoke(method: string, given: readonly unknown[]): Promise<unknown> {
    return this.#with(async (known) => {
      const { isStatic, writeArguments, readResult, readFault } = known.method(method);
      const [args, options] = (isStatic ? given : given.slice(1)) as [unknown, AskOptions?];
      const path = isStatic ? known.name : known.path(given[0]);
      const params = { path, method, arguments: writeArguments(args ?? {}), ...toldOptions(options ?? {}) };
      try {
        return readResult((await this.#door.request(Invoke, params, options)).value);
      } catch (thrown) {
        throw readFault(thrown);
      }
    });
  }

  async #with<T>(act: (known: KnownClass) => Promise<T>): Promise<T> {
    const known = await this.#classes.of(this.#door, this.#asked);
    try {
      return await act(known);
    } catch (error) {
      throw this.#doubting(error);
    }
  }

  #doubting(error: unknown): unknown {
    if (MAY_HAVE_CHANGED.some((code) => isErrorOf(error, code))) this.#classes.forget(this.#asked);
    return error;
  }
}
