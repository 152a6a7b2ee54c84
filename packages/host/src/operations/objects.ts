/** The object kind: what get, list, create, modify, delete and invoke mean over a lease. */
import assert from 'node:assert';
import {
  CreateInstance, CreditToProvider, DeleteInstance, GetInstance, InvokeMethod, ListInstances, ModifyInstance, pathOf, takesAsIs,
  type Caller, type DoorOptions, type JsonObject, type ListQuery, type OperationContext, type ParamsOf, type RequestMessage, type RowBatch, type RowEncoding,
} from '@provost/protocol';
import type { Clock } from '../clock.js';
import type { Lease } from '../activation/lease.js';
import type { Registration } from '../registration/registration.js';
import type { AskedFrom } from './call-chain.js';
import type { InFlight, ProviderWork } from './in-flight.js';
import type { InstanceOf, InstanceOfHost, NamedObjects, ServedByHost, ServedClass } from './named-objects.js';
import { inFamily, listFamily, listable, methodsOwner } from './family.js';
import { dynamicAmong, listKept, modifyKept, withDynamic, type AskProvider } from './dynamic-properties.js';
import { createOwn, deleteOwn, getOwn, invokeOwn } from './host-objects.js';
import { ListDeadline } from './list-deadline.js';
import type { Asked } from './operation.js';
import { CREDIT_WINDOW, RowStream, floodedBy, rowsFrom } from './row-stream.js';

/** Who asks, how long it may take, and what else was said of it. */
export interface Request {
  readonly caller: Caller;
  /** Absent where the caller did not say. */
  readonly timeoutMs: number | undefined;
  readonly operationId?: string | undefined;
  readonly options: DoorOptions;
  /** Of a provider's own call: which, and in what context. */
  readonly from?: AskedFrom | undefined;
  /** The encoding in which rows may be handed over as they came, where nothing has to be done with them here. */
  readonly takesPacked?: RowEncoding | undefined;
  /** Whether rows are to leave the way to others for now: then no more than one batch is on its way. */
  readonly givesWay?: (() => boolean) | undefined;
}

export interface ObjectsTools {
  readonly clock: Clock;
  readonly inFlight: InFlight;
  readonly named: NamedObjects;
  /** How long an operation may take where the caller does not say. */
  readonly timeoutOf: (registration: Registration) => number;
}

/** A list keeps its deadline itself; the connection's own must not be the shorter. */
const NEVER_MS = 2 ** 31 - 1;

export class Objects {
  readonly #clock: Clock;
  readonly #inFlight: InFlight;
  readonly #named: NamedObjects;
  readonly #timeoutOf: (registration: Registration) => number;

  constructor(tools: ObjectsTools) {
    this.#clock = tools.clock;
    this.#inFlight = tools.inFlight;
    this.#named = tools.named;
    this.#timeoutOf = tools.timeoutOf;
  }

  async get(path: string, request: Request): Promise<{ path: string; instance: JsonObject }> {
    const named = this.#named.instance(path);
    if (named.derived.length === 0) return this.getOf(named, named.key, path, request);
    return inFamily(named, 'get', (of) => this.getOf(of, named.key, path, request));
  }

  async create(className: string, instance: JsonObject, request: Request): Promise<{ path: string; instance: JsonObject }> {
    const of = this.#named.servedClass(className);
    of.guard.checkOperation('create');
    of.guard.checkCreate(instance);
    if (of.own !== undefined) return createOwn(of, instance, request, this.#named.relatives(of));
    return this.#ask(of, { name: 'create', target: className, message: CreateInstance, params: (context) => ({ context, class: of.definition.name, instance }) }, request, (answer, lease) => {
      if (isUnchecked(answer.instance, lease)) of.guard.checkInstances([answer.instance], lease.activation.registration.name);
      return { path: pathOf(of.namespace, of.definition, answer.instance), instance: answer.instance };
    });
  }

  async modify(path: string, patch: JsonObject, request: Request): Promise<{ instance?: JsonObject }> {
    const named = this.#named.instance(path);
    named.guard.checkPatch(patch);
    if (named.derived.length === 0) return this.#modifyOf(named, patch, path, request);
    return inFamily(named, 'modify', (of) => this.#modifyOf({ ...of, key: named.key }, patch, path, request));
  }

  async #modifyOf(of: InstanceOf, patch: JsonObject, path: string, request: Request): Promise<{ instance?: JsonObject }> {
    of.guard.checkOperation('modify');
    of.guard.checkPatch(patch);
    if (of.own !== undefined) return modifyKept(of, patch, request, this.#asking(of, request));
    return this.#ask(of, { name: 'modify', target: path, message: ModifyInstance, params: (context) => ({ context, class: of.definition.name, key: of.key, patch }) }, request, ({ instance }, lease) => {
      if (instance === undefined) return {};
      if (isUnchecked(instance, lease)) of.guard.checkAsked(of.key, instance, lease.activation.registration.name);
      return { instance };
    });
  }

  async delete(path: string, request: Request): Promise<Record<string, never>> {
    const named = this.#named.instance(path);
    if (named.derived.length === 0) return this.#deleteOf(named, path, request);
    return inFamily(named, 'delete', (of) => this.#deleteOf({ ...of, key: named.key }, path, request));
  }

  async #deleteOf(of: InstanceOf, path: string, request: Request): Promise<Record<string, never>> {
    of.guard.checkOperation('delete');
    if (of.own !== undefined) return deleteOwn(of, request);
    return this.#ask(of, { name: 'delete', target: path, message: DeleteInstance, params: (context) => ({ context, class: of.definition.name, key: of.key }) }, request, () => ({}));
  }

  invoke(path: string, method: string, args: JsonObject, request: Request): Promise<{ value?: unknown }> {
    const named = this.#named.find(path);
    const { key, derived } = named;
    named.guard.checkArguments(method, args, key === undefined);
    if (key === undefined || derived.length === 0) return this.#invokeOf(named, { key, method, args }, path, request);
    return methodsOwner(named, method, (of) => this.getOf(of, key, path, request)).then((of) => this.#invokeOf(of, { key, method, args }, path, request));
  }

  #invokeOf(of: ServedClass, { key, method, args }: { readonly key: JsonObject | undefined; readonly method: string; readonly args: JsonObject }, path: string, request: Request): Promise<{ value?: unknown }> {
    if (of.own !== undefined && of.provider === undefined) return invokeOwn(of, { key, method, args }, request);
    const params = (context: OperationContext): ParamsOf<typeof InvokeMethod> => ({ context, class: of.definition.name, ...(key === undefined ? {} : { key }), method, arguments: args });
    return this.#ask(of, { name: 'invoke', target: `${path} ${method}`, message: InvokeMethod, params }, request, (given, lease) => {
      if (!lease.activation.validates) of.guard.checkValue(method, given.value, lease.activation.registration.name);
      return given;
    });
  }

  /** Batches of rows, of the class and of those that derive from it unless it alone is asked for. A lease lasts until the last row was read or the reader left. */
  list(className: string, { exact, ...query }: ListQuery, request: Request): AsyncIterable<RowBatch> {
    const of = this.#named.servedClass(className);
    const members = exact === true ? [] : listable(of);
    if (of.derived.length > 0 && members.length > 0) return listFamily(of, members, query, (member, asked) => this.batchesOf(member, asked, member.definition === of.definition ? request : { ...request, takesPacked: undefined }));
    of.guard.checkOperation('list');
    return this.batchesOf(of, query, request);
  }

  /** As {@link list}, of one class alone, which is known to serve it; never packed. */
  listOf(of: ServedClass, query: Omit<ListQuery, 'exact'>, request: Request): AsyncIterable<readonly JsonObject[]> {
    return this.batchesOf(of, query, { ...request, takesPacked: undefined }) as AsyncIterable<readonly JsonObject[]>;
  }

  /** As {@link listOf}, packed where the request takes that. */
  batchesOf(of: ServedClass, query: Omit<ListQuery, 'exact'>, request: Request): AsyncIterable<RowBatch> {
    const className = `${of.namespace}:${of.definition.name}`;
    if (of.own !== undefined) return listKept(of, query, this.#asking(of, request));
    const cancel = new AbortController();
    const leave = (): void => cancel.abort();
    request.options.signal?.addEventListener('abort', leave, { once: true });
    let grant: (credit: number) => void = () => undefined;
    let flooded = (): void => undefined;
    let deadline: ListDeadline | undefined;
    let isWaiting = false;
    const waits = (now: boolean): void => {
      isWaiting = now;
      if (now) deadline?.start();
      else deadline?.stop();
    };
    const stream = new RowStream({ grant: (credit) => grant(credit), isNarrow: request.givesWay, flooded: () => flooded(), left: leave, waits });
    const asked = { ...request, options: { ...request.options, signal: cancel.signal } };
    const done = this.#perform(of, 'list', className, asked, async (lease, context, operation) => {
      grant = (credit) => {
        lease.activation.connection.notify(CreditToProvider, { context: context.id, credit });
      };
      flooded = () => {
        const error = floodedBy(lease.activation);
        lease.cancel(error);
        lease.activation.enter({ name: 'misbehaved' });
      };
      let rest = query.limit ?? Infinity;
      operation.rowsTo = (rows) => {
        const isMore = rows.length > rest;
        const wanted = isMore ? rowsFrom(lease.activation, rows).slice(0, rest) : rows;
        rest -= wanted.length;
        if (wanted.length > 0) this.#takeRows(of, lease, stream, { rows: wanted, columns: query.columns, asIs: takesAsIs(request.takesPacked, wanted) });
        if (!isMore) return;
        stream.finish({}); // The limit is a chance for the provider and a promise to the reader.
        cancel.abort();
      };
      deadline = new ListDeadline(this.#clock, operation, () => lease.cancel(lease.timedOut(ListInstances.method, operation.timeoutMs)));
      if (isWaiting) deadline.start();
      return lease.call(ListInstances, { context, class: of.definition.name, credit: CREDIT_WINDOW, query }, { timeoutMs: operation.timeoutMs, remainingMs: NEVER_MS });
    });
    done
      .then(() => stream.finish({}), (error: unknown) => stream.finish({ error }))
      .finally(() => {
        deadline?.stop();
        request.options.signal?.removeEventListener('abort', leave);
      });
    return stream;
  }

  /** As {@link get}, of one class alone. Of its dynamic properties only those among the columns are fetched, where columns are named. */
  async getOf(of: ServedClass, key: JsonObject, path: string, request: Request, columns?: readonly string[]): Promise<{ path: string; instance: JsonObject }> {
    of.guard.checkOperation('get');
    if (of.own !== undefined) return this.#getKept({ ...of, key }, request, columns);
    return this.#ask(of, { name: 'get', target: path, message: GetInstance, params: (context) => ({ context, class: of.definition.name, key }) }, request, ({ instance }, lease) => {
      if (isUnchecked(instance, lease)) of.guard.checkAsked(key, instance, lease.activation.registration.name);
      return { path: pathOf(of.namespace, of.definition, instance), instance };
    });
  }

  /** Rows of a class that the host keeps, each with those dynamic properties. */
  withDynamicOf(of: ServedByHost, rows: readonly JsonObject[], names: readonly string[], request: Request): Promise<JsonObject[]> {
    return withDynamic(of, rows, names, this.#asking(of, request));
  }

  async #getKept(of: InstanceOfHost, request: Request, columns: readonly string[] | undefined): Promise<{ path: string; instance: JsonObject }> {
    const { path, instance } = await getOwn(of);
    const [whole] = await withDynamic(of, [instance], dynamicAmong(of, columns), this.#asking(of, request));
    return { path, instance: whole as JsonObject };
  }

  #asking(of: ServedByHost, request: Request): () => AskProvider {
    return () => (name, target, work) => this.#perform(of, name, target, request, work);
  }

  #takeRows(of: ServedClass, lease: Lease, stream: RowStream, { rows, columns, asIs }: { readonly rows: RowBatch; readonly columns: ListQuery['columns']; readonly asIs: boolean }): void {
    const { activation } = lease;
    if (activation.validates && asIs) return stream.push(rows);
    const read = rowsFrom(activation, rows);
    if (activation.validates) return stream.push(read);
    const { count, fault } = of.guard.instancesUntil(read, activation.registration.name, columns);
    if (count > 0 || fault === undefined) stream.push(read.slice(0, count));
    if (fault !== undefined) lease.cancel(fault);
  }

  /** One request and its answer, which may be sent before the provider serves. */
  #ask<P, A, R>(of: ServedClass, asked: Ask<P, A>, request: Request, read: (answer: A, lease: Lease) => R): Promise<R> {
    const { name, target, message, params } = asked;
    return this.#perform(of, name, target, request, (lease, context, operation) => lease.call(message, params(context), operation, read), asked as unknown as Asked['early']);
  }

  #perform<R>(of: ServedClass, name: string, target: string, request: Request, work: ProviderWork<R>, early?: Asked['early']): Promise<R> {
    const slot = of.slot ?? of.provider;
    assert(slot !== undefined, 'what the host serves itself offers no operation that takes a lease');
    const { caller, options, from, operationId, timeoutMs = this.#timeoutOf(slot.registration) } = request;
    return this.#inFlight.perform(slot, { name, target, caller, timeoutMs, options, from, operationId, early }, work);
  }
}

/** What a provider is asked, and how operators see it. */
interface Ask<P, A> {
  readonly name: string;
  readonly target: string;
  readonly message: RequestMessage<P, A>;
  readonly params: (context: OperationContext) => P;
}

/** That there is an instance at all is checked also where its source has validated it. */
function isUnchecked(instance: JsonObject | null | undefined, lease: Lease): boolean {
  return !lease.activation.validates || instance === undefined || instance === null;
}
