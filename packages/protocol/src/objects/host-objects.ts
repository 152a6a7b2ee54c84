/**
 * The objects of a host, for whoever asks: an application over a socket, an embedder, or a provider that is a client of its own host.
 * How the host is reached is the door's part; what else can be asked of a host is left to the client.
 */
import type { AskedParams, Door, DoorOptions } from '../door.js';
import {
  Classes, Create, Delete, ExplainQuery, Get, Invoke, List, Modify, Namespaces, Query, SchemaOf, Watch,
  type ClassSummary, type EventRow, type ListQuery, type RequestMessage, type ResultOf, type WatchParams,
} from '../messages/index.js';
import type { JsonObject } from '../schema/schema.js';
import type { AskOptions, ObjectsOf } from '../shapes.js';
import { KnownClasses } from './known-classes.js';
import { toldOptions } from './told-options.js';
import { objectsOver } from './typed-objects.js';
import { watching, type Watching } from './watching.js';

/** What a request that is no operation can be told. */
export type StreamOptions = Pick<DoorOptions, 'signal' | 'onProgress' | 'onWarning'>;

export class HostObjects {
  readonly #door: Door;
  readonly #classes: KnownClasses;

  /** `classes` where several share what they know of one host. */
  constructor(door: Door, classes = new KnownClasses()) {
    this.#door = door;
    this.#classes = classes;
  }

  /**
   * The objects of a provider, typed by the provider itself: `host.of<typeof notes>().Note.get({ id: '7' })`. Dates, 64-bit integers
   * and bytes are the author's values. Without a namespace each class must be in only one.
   */
  of<P>(namespace?: string): ObjectsOf<P> {
    return objectsOver(this.#door, this.#classes, namespace) as ObjectsOf<P>;
  }

  /** The instance at a path. Rejects with NOT_FOUND when there is none. */
  async get(path: string, options: AskOptions = {}): Promise<JsonObject> {
    return (await this.#ask(Get, { path }, options)).instance;
  }

  /** The instances of a class, one by one, as they come. Leaving the loop cancels the rest. */
  async *list(className: string, query?: ListQuery, options: AskOptions = {}): AsyncGenerator<JsonObject, void, undefined> {
    const asked = query === undefined ? { class: className } : { class: className, query };
    for await (const rows of this.#door.stream(List, { ...asked, ...toldOptions(options) }, options)) yield* rows;
  }

  /** The instances that a WQL query selects, as they come: `query('SELECT id FROM Note WHERE size > 10')`. Those of a derived class say their own as `__CLASS`. Rejects with INVALID_QUERY, the place in its facts. */
  async *query(text: string, { namespace, ...options }: AskOptions & { readonly namespace?: string } = {}): AsyncGenerator<JsonObject, void, undefined> {
    const asked = namespace === undefined ? { query: text } : { query: text, namespace };
    for await (const rows of this.#door.stream(Query, { ...asked, ...toldOptions(options) }, options)) yield* rows;
  }

  /** Who would be asked for what by a query, and what the host would do; nobody is asked. */
  explain(text: string, { namespace, ...options }: StreamOptions & { readonly namespace?: string } = {}): Promise<ResultOf<typeof ExplainQuery>> {
    return this.#door.request(ExplainQuery, namespace === undefined ? { query: text } : { query: text, namespace }, options);
  }

  create(className: string, properties: JsonObject, options: AskOptions = {}): Promise<ResultOf<typeof Create>> {
    return this.#ask(Create, { class: className, properties }, options);
  }

  /** The instance as it now is, where its provider says. */
  async modify(path: string, patch: JsonObject, options: AskOptions = {}): Promise<JsonObject | undefined> {
    return (await this.#ask(Modify, { path, patch }, options)).instance;
  }

  async delete(path: string, options: AskOptions = {}): Promise<void> {
    await this.#ask(Delete, { path }, options);
  }

  /** Calls a method of an instance or, with the path of a class, of the class. */
  async invoke(path: string, method: string, args: JsonObject = {}, options: AskOptions = {}): Promise<unknown> {
    return (await this.#ask(Invoke, { path, method, arguments: args }, options)).value;
  }

  /**
   * What happens from now on, as WQL asks for it: `watch('SELECT * FROM FileChanged')`. It begins at once, and ends when the loop is left, `signal` is aborted or
   * the host stops. `__EventQueueOverflowEvent` and `__EventDroppedEvent` come in between where events were missed.
   */
  watch(query: string, { signal, ...params }: Omit<WatchParams, 'query'> & Pick<DoorOptions, 'signal'> = {}): Watching<EventRow> {
    return watching(this.#door.stream(Watch, { ...params, query }, signal === undefined ? {} : { signal }), (row) => row as EventRow);
  }

  // --- what can be asked for

  async namespaces(options?: StreamOptions): Promise<readonly string[]> {
    return (await this.#door.request(Namespaces, {}, options)).namespaces;
  }

  async classes(namespace?: string, options?: StreamOptions): Promise<readonly ClassSummary[]> {
    return (await this.#door.request(Classes, namespace === undefined ? {} : { namespace }, options)).classes;
  }

  schema(className: string, options?: StreamOptions): Promise<ResultOf<typeof SchemaOf>> {
    return this.#door.request(SchemaOf, { class: className }, options);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see Door
  #ask<M extends RequestMessage<any, any>>(message: M, params: JsonObject, options: AskOptions): Promise<ResultOf<M>> {
    return this.#door.request(message, { ...params, ...toldOptions(options) } as AskedParams<M>, options);
  }
}
