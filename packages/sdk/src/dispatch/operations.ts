/**
 * What each message about objects means: the author's function is called with the author's values, and its answer goes back as the class says.
 * When these may be asked, and what the state is, is left to the runner.
 */
import {
  ProviderError, type CreateInstance, type DeleteInstance, type Deliver, type GetInstance, type GetProperties, type InvokeMethod, type JsonObject, type ListInstances, type ModifyInstance,
  type OperationContext, type ParamsOf, type ResultOf, type SetProperties, type Subscribe,
  ReturnedFromProvider, TurnoverMap, pathOf,
} from '@provost/protocol';
import type { ProviderDefinition } from '../define/provider.js';
import { fingerprintOf } from '../store/fingerprint.js';
import type { OperationRecord } from '../store/operation-record.js';
import { ClassPlan } from './class-plan.js';
import { ConsumerSinks, notConsumed } from './consumer-sinks.js';
import { EventSubscription } from './event-subscription.js';
import { faultOf } from './faults.js';
import { readProperties, writeProperties } from './property-work.js';
import { Request, type Asked, type RequestOperation, type RequestSurroundings } from './request.js';
import { RowStream, type StreamSink } from './row-stream.js';
import { isRows, notRows, pickedBy } from './rows.js';
import { Streams } from './streams.js';
import { detailsOf } from './thrown.js';
import type { ValuePlan } from './value-plan.js';

/** What operations need of the provider that they are asked of. */
export interface OperationSurroundings extends RequestSurroundings, StreamSink {
  readonly frameBytes: number;
}

/** One operation: what is asked of whom, what the author's function is called with, and what becomes of what it returns. */
export interface Work<R> {
  readonly operation: RequestOperation;
  /** As a person says it: `Note.append`, `get of Note`. */
  readonly what: string;
  readonly params: { readonly context: OperationContext };
  readonly incoming: Asked;
  /** The errors that the class declares for it. */
  readonly declared?: ReadonlyMap<string, ValuePlan> | undefined;
  readonly call: (request: Request) => unknown;
  readonly answer: (returned: unknown) => R;
}

/** At once where the author's function answers at once. */
type Answer<M> = ResultOf<M> | Promise<ResultOf<M>>;

export class Operations {
  readonly #definition: ProviderDefinition;
  readonly #state: unknown;
  readonly #around: OperationSurroundings;
  readonly #plans = new Map<string, ClassPlan>();
  readonly #open = new TurnoverMap<Request, Request>();
  /** What is sent by credit. */
  readonly streams = new Streams();
  /** What is open for consumers. */
  readonly sinks: ConsumerSinks;
  /** What was under way when another host took over, which waits for its end. */
  #inherited: Set<string> | undefined;
  #whenOver: (() => void) | undefined;

  constructor(definition: ProviderDefinition, state: unknown, around: OperationSurroundings) {
    this.#definition = definition;
    this.#state = state;
    this.#around = around;
    this.sinks = new ConsumerSinks(state, (what, thrown) => around.log([`${what} failed:`, thrown]));
  }

  get(params: ParamsOf<typeof GetInstance>, incoming: Asked): Answer<typeof GetInstance> {
    const plan = this.#planOf(params.class);
    const call = plan.operation('get');
    const key = plan.key.read(params.key);
    return this.#run({
      operation: 'get', what: `get of ${params.class}`, params, incoming,
      call: (request) => call(key, this.#state, request),
      answer: (found) => {
        if (found === undefined) throw this.#notFound(plan, params.key);
        return { instance: plan.writeAsked(params.key, found) };
      },
    });
  }

  list(params: ParamsOf<typeof ListInstances>, incoming: Asked): Promise<ResultOf<typeof ListInstances>> {
    const plan = this.#planOf(params.class);
    const call = plan.operation('list');
    const { columns, limit } = params.query;
    const write = columns === undefined ? plan.instance.write : pickedBy(columns, plan.columns(columns));
    const stream = new RowStream(this.#around, {
      id: params.context.id, credit: params.credit, frameBytes: this.#around.frameBytes,
      nameOf: (row) => plan.nameOf(row),
    });
    const send = async (request: Request): Promise<number> => {
      const rows = await call(params.query, this.#state, request);
      if (!isRows(rows)) throw notRows(params.class, this.#definition.spec.name);
      return stream.send(rows, write as (row: unknown) => JsonObject, request.signal, limit);
    };
    const work: Work<ResultOf<typeof ListInstances>> = { operation: 'list', what: `list of ${params.class}`, params, incoming, call: send, answer: (count) => ({ count: count as number }) };
    return this.streams.during(params.context.id, stream, () => this.#run(work));
  }

  create(params: ParamsOf<typeof CreateInstance>, incoming: Asked): Answer<typeof CreateInstance> {
    const plan = this.#planOf(params.class);
    const call = plan.operation('create');
    const given = plan.readCreated(params.instance);
    return this.#once({
      operation: 'create', what: `create of ${params.class}`, params, incoming,
      call: (request) => call(given, this.#state, request),
      answer: (made) => ({ instance: plan.instance.write(made ?? given) as JsonObject }),
    });
  }

  modify(params: ParamsOf<typeof ModifyInstance>, incoming: Asked): Answer<typeof ModifyInstance> {
    const plan = this.#planOf(params.class);
    const call = plan.operation('modify');
    const [key, patch] = [plan.key.read(params.key), plan.readPatch(params.patch)];
    return this.#once({
      operation: 'modify', what: `modify of ${params.class}`, params, incoming,
      call: (request) => call(key, patch, this.#state, request),
      answer: (now) => {
        if (now === false) throw this.#notFound(plan, params.key);
        return now === undefined ? {} : { instance: plan.writeAsked(params.key, now) };
      },
    });
  }

  delete(params: ParamsOf<typeof DeleteInstance>, incoming: Asked): Answer<typeof DeleteInstance> {
    const plan = this.#planOf(params.class);
    const call = plan.operation('delete');
    const key = plan.key.read(params.key);
    return this.#once({
      operation: 'delete', what: `delete of ${params.class}`, params, incoming,
      call: (request) => call(key, this.#state, request),
      answer: (isDeleted) => {
        if (isDeleted === false) throw this.#notFound(plan, params.key);
        return {};
      },
    });
  }

  invoke(params: ParamsOf<typeof InvokeMethod>, incoming: Asked): Answer<typeof InvokeMethod> {
    const plan = this.#planOf(params.class);
    const { call, isStatic, params: taken, returns, errors } = plan.method(params.method);
    const what = `${params.class}.${params.method}`;
    if (isStatic !== (params.key === undefined)) throw wrongTarget(what, isStatic);
    const args = taken.read(params.arguments);
    const key = isStatic ? undefined : plan.key.read(params.key);
    return this.#once({
      operation: 'invoke', what, params, incoming, declared: errors,
      call: (request) => (isStatic ? call(args, this.#state, request) : call(key, args, this.#state, request)),
      answer: (value) => (returns === undefined ? {} : { value: returns.write(value) }),
    });
  }

  getProperties(params: ParamsOf<typeof GetProperties>, incoming: Asked): Answer<typeof GetProperties> {
    return this.#run(readProperties(this.#planOf(params.class), params, incoming, this.#state));
  }

  setProperties(params: ParamsOf<typeof SetProperties>, incoming: Asked): Answer<typeof SetProperties> {
    return this.#once(writeProperties(this.#planOf(params.class), params, incoming, this.#state));
  }

  /** Raises the events of a class until it is cancelled. */
  subscribe(params: ParamsOf<typeof Subscribe>, incoming: Asked): Promise<ResultOf<typeof Subscribe>> {
    const subscription = new EventSubscription(this.#planOf(params.class), params, { ...this.#around, provider: this.#definition.spec.name });
    return this.streams.during(params.context.id, subscription, () => this.#run(subscription.work(incoming, this.#state)));
  }

  /** Gives events to a consumer. */
  deliver(params: ParamsOf<typeof Deliver>, incoming: Asked): Answer<typeof Deliver> {
    const plan = this.#planOf(params.class);
    if (plan.consumer === undefined) throw notConsumed(this.#definition.spec.name, params.class);
    return this.#run(this.sinks.deliver(plan, plan.consumer, params, incoming));
  }

  /** Aborts all that is under way. */
  abort(reason: ProviderError): void {
    for (const request of this.#open.values()) request.abort(reason);
  }

  /** Aborts every list and subscription: there is nobody to take their rows. */
  abortStreams(reason: ProviderError): void {
    for (const request of this.#open.values()) if (this.streams.has(request.id)) request.abort(reason);
  }

  /** What is under way belongs to another host from here on, which is told of the end of each. Their contexts. */
  inherit(): string[] {
    this.#inherited = new Set(this.underWay);
    return [...this.#inherited];
  }

  /** The contexts of all that is under way, also of what nobody waits for any more. */
  get underWay(): string[] {
    return this.#open.values().map((request) => request.id);
  }

  /** Settles when nothing is under way any more. */
  over(): Promise<void> {
    return this.#open.size === 0 ? Promise.resolve() : new Promise((resolve) => (this.#whenOver = resolve));
  }

  /** Runs what writes: once however often it is asked, where it comes with an id and the provider has a store to remember it in. */
  #once<R>(work: Work<R>): R | Promise<R> {
    const { operationId } = work.params.context;
    const { operations } = this.#around.store;
    if (operationId === undefined || operations === undefined) return this.#run(work);
    const asked = { id: operationId, fingerprint: fingerprintOf(work.operation, work.params), signal: work.incoming.signal };
    return operations.once(asked, work.answer, (record) => this.#run(work, record));
  }

  /** Calls the author's function and makes the answer of what it returned: in this turn unless it returns a promise or has something to do at its end. */
  #run<R>(work: Work<R>, record?: OperationRecord): R | Promise<R> {
    const request = new Request(work.operation, work.what, work.params.context, work.incoming, this.#around, record);
    this.#open.set(request, request);
    this.#around.unloading.began();
    let returned: unknown;
    try {
      returned = work.call(request);
      if (isThenable(returned) || request.hasEnd) return this.#await(request, work, returned);
      const answered = work.answer(returned);
      this.#close(request);
      return answered;
    } catch (thrown) {
      return this.#await(request, work, Promise.reject(thrown as Error));
    }
  }

  async #await<R>(request: Request, { declared, answer }: Work<R>, returned: unknown): Promise<R> {
    try {
      const answered = answer(await returned);
      request.settle(answered);
      return answered;
    } catch (thrown) {
      const fault = this.#fault(thrown, request, declared);
      await request.takeBack(fault);
      throw fault;
    } finally {
      if (request.hasDeferred) await this.#endOf(request);
      this.#close(request);
    }
  }

  #close(request: Request): void {
    request.isOver = true;
    this.#open.delete(request);
    this.#around.unloading.ended();
    if (this.#inherited?.delete(request.id) === true) this.#around.notify(ReturnedFromProvider, { context: request.id });
    if (this.#open.size === 0) this.#whenOver?.();
  }

  #fault(thrown: unknown, request: Request, declared: ReadonlyMap<string, ValuePlan> | undefined): ProviderError {
    // Libraries wrap the reason in errors of their own; that the author stopped because it was told to is all that the caller need know.
    const reason = request.abortedFor;
    if (reason !== undefined && (thrown === reason || (thrown as { readonly name?: unknown } | null)?.name === 'AbortError')) return reason;
    const { error, isExpected } = faultOf(thrown, { provider: this.#definition.spec.name, what: request.what, declared });
    if (!isExpected) request.log(`${request.what} failed:`, detailsOf(thrown));
    return error;
  }

  async #endOf(request: Request): Promise<void> {
    for (const fault of await request.end()) request.log(`Deferred work ${fault.number} of ${request.what} failed:`, detailsOf(fault.thrown));
  }

  #notFound({ definition }: ClassPlan, key: JsonObject): ProviderError {
    const path = pathOf(this.#definition.spec.namespace, definition, key);
    return new ProviderError('NOT_FOUND', { path }, { message: `There is no ${path}.` });
  }

  #planOf(name: string): ClassPlan {
    const known = this.#plans.get(name);
    if (known !== undefined) return known;
    const served = this.#definition.classes.find(({ of }) => of.name === name);
    if (served === undefined) {
      throw new ProviderError('INVALID_CLASS', {}, { message: `Provider "${this.#definition.spec.name}" serves no class "${name}".` });
    }
    const plan = new ClassPlan(served, this.#definition.spec.name);
    this.#plans.set(name, plan);
    return plan;
  }
}

function isThenable(value: unknown): boolean {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

function wrongTarget(what: string, isStatic: boolean): ProviderError {
  return new ProviderError('INVALID_PARAMETER', {}, {
    message: isStatic ? `${what} is a method of the class, not of an instance.` : `${what} is a method of an instance, and none was named.`,
    remedy: isStatic ? 'Call it on the class.' : 'Name the instance by its key.',
  });
}
