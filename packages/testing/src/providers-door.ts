/** A host as far as a provider asks it: the classes of a few providers in the test's own process, each found by its path as under a host. */
import {
  Classes, Create, CreateInstance, Delete, DeleteInstance, Get, GetInstance, Invoke, InvokeMethod, Modify, ModifyInstance, Namespaces, ProviderError,
  SchemaOf, foldName, foldNamespace, keyOf, parsePath, pathOf,
  type AskOptions, type AskedParams, type Caller, type ClassDefinition, type Door, type DoorOptions, type JsonObject, type List, type OperationContext,
  type ProviderDescription, type RequestMessage, type ResultOf, type StreamMessage,
} from '@provost/protocol';
import type { Asking } from './asking.js';
import { listBatches } from './list-batches.js';

/** A provider that can be asked. */
export interface Asked {
  readonly description: ProviderDescription;
  /** Loads it where it is not loaded yet. */
  asking(): Asking | Promise<Asking>;
}

interface Target {
  readonly provider: Asked;
  readonly definition: ClassDefinition;
  /** Absent where the path names the class. */
  readonly key: JsonObject | undefined;
}

type Params = JsonObject & { readonly timeoutMs?: number; readonly operationId?: string };
type Act = (params: Params, options: AskOptions) => unknown;

export class ProvidersDoor implements Door {
  readonly #providers: readonly Asked[];
  readonly #caller: Caller;
  readonly #acts: ReadonlyMap<string, Act>;

  /** `caller` is who asks, as those who are asked see it. */
  constructor(providers: readonly Asked[], caller: Caller) {
    this.#providers = providers;
    this.#caller = caller;
    this.#acts = new Map<string, Act>([
      [Get.method, ({ path }, options) => this.#get(String(path), options)],
      [Create.method, (params, options) => this.#create(String(params['class']), params['properties'] as JsonObject, options)],
      [Modify.method, async ({ path, patch }, options) => {
        const { provider, definition, key } = this.#instance(String(path));
        return (await provider.asking()).ask(ModifyInstance, (context) => ({ ...this.#of(context, definition), key, patch: patch as JsonObject }), options);
      }],
      [Delete.method, async ({ path }, options) => {
        const { provider, definition, key } = this.#instance(String(path));
        return (await provider.asking()).ask(DeleteInstance, (context) => ({ ...this.#of(context, definition), key }), options);
      }],
      [Invoke.method, async ({ path, method, arguments: args }, options) => {
        const { provider, definition, key } = this.#target(String(path));
        const ofKey = key === undefined ? {} : { key };
        return (await provider.asking()).ask(InvokeMethod, (context) => ({ ...this.#of(context, definition), ...ofKey, method: String(method), arguments: args as JsonObject }), options);
      }],
      [SchemaOf.method, (params) => {
        const { provider: { description }, definition } = this.#target(String(params['class']));
        const { namespace, name: provider, operationIds } = description;
        return { namespace, provider, definition, ...(operationIds === true ? { operationIds } : {}) };
      }],
      [Namespaces.method, () => ({ namespaces: [...new Set(['root', ...this.#providers.map(({ description }) => description.namespace)])] })],
      [Classes.method, ({ namespace }) => ({ classes: this.#classes(namespace as string | undefined) })],
    ]);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see Door
  async request<M extends RequestMessage<any, any>>(message: M, params: AskedParams<M>, options: DoorOptions = {}): Promise<ResultOf<M>> {
    const act = this.#acts.get(message.method);
    if (act === undefined) throw new ProviderError('NOT_SUPPORTED', {}, { message: `${message.method}: providers that stand for a host in a test answer for objects alone.` });
    return (await act(params as unknown as Params, told(params, options))) as ResultOf<M>;
  }

  async *stream<M extends StreamMessage>(_message: M, params: AskedParams<M>, options: DoorOptions = {}): AsyncGenerator<readonly JsonObject[]> {
    const { class: name, query = {} } = params as AskedParams<typeof List>;
    const { provider, definition } = this.#target(name);
    yield* listBatches(await provider.asking(), (context) => ({ ...this.#of(context, definition), query }), told(params, options));
  }

  async #get(path: string, options: AskOptions): Promise<ResultOf<typeof Get>> {
    const { provider, definition, key } = this.#instance(path);
    const { instance } = await (await provider.asking()).ask(GetInstance, (context) => ({ ...this.#of(context, definition), key }), options);
    return { path: pathOf(provider.description.namespace, definition, instance), instance };
  }

  async #create(name: string, properties: JsonObject, options: AskOptions): Promise<ResultOf<typeof Create>> {
    const { provider, definition } = this.#target(name);
    const { instance } = await (await provider.asking()).ask(CreateInstance, (context) => ({ ...this.#of(context, definition), instance: properties }), options);
    return { path: pathOf(provider.description.namespace, definition, instance), instance };
  }

  #classes(namespace: string | undefined): ResultOf<typeof Classes>['classes'] {
    const asked = this.#providers.filter(({ description }) => namespace === undefined || foldNamespace(description.namespace) === foldNamespace(namespace));
    return asked.flatMap(({ description }) => description.classes.map(({ name, key, operations, methods }) => (
      { namespace: description.namespace, name, provider: description.name, key, operations, methods: Object.keys(methods) })));
  }

  #of(context: OperationContext, { name }: ClassDefinition): { readonly context: OperationContext; readonly class: string } {
    return { context: { ...context, caller: this.#caller }, class: name };
  }

  #instance(path: string): Target & { readonly key: JsonObject } {
    const target = this.#target(path);
    return { ...target, key: target.key ?? keyOf(parsePath(path), target.definition) };
  }

  #target(text: string): Target {
    const path = parsePath(text);
    for (const provider of this.#providers) {
      const { namespace, classes } = provider.description;
      if (path.namespace !== undefined && foldNamespace(path.namespace) !== foldNamespace(namespace)) continue;
      const definition = classes.find(({ name }) => foldName(name) === foldName(path.class));
      if (definition !== undefined) return { provider, definition, key: path.key === undefined ? undefined : keyOf(path, definition) };
    }
    throw new ProviderError('INVALID_CLASS', { class: path.class }, {
      message: `None of the providers that stand for the host in this test serves ${text}.`,
      remedy: 'Give load() one that does: load(provider, { host: [...] }).',
    });
  }
}

function told(params: object, options: DoorOptions): AskOptions {
  const { timeoutMs, operationId } = params as Params;
  return { ...options, ...(timeoutMs === undefined ? {} : { timeoutMs }), ...(operationId === undefined ? {} : { operationId }) };
}
