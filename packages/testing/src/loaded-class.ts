/** One class of a loaded provider as a test calls it: the author's values on both sides, the wire's between. */
import {
  CreateInstance, CreditToProvider, DeleteInstance, GetInstance, InvokeMethod, ListInstances, ModifyInstance, ProviderError, authorFormOf, wireFormOf,
  type AskOptions, type ClassDefinition, type JsonObject, type ListQuery, type MethodDefinition,
} from '@provost/protocol';
import type { Asking } from './asking.js';

/** Batches that may be under way. */
const CREDIT = 2;

type Call = (...given: readonly never[]) => unknown;

/** The calls of a class, by name. */
export function loadedClass(definition: ClassDefinition, asking: Asking): Readonly<Record<string, Call>> {
  const { name, schema } = definition;
  const [wireForm, authorForm] = [wireFormOf(schema), authorFormOf(schema)];
  const toWire = (value: unknown): JsonObject => (wireForm === undefined ? value : wireForm(value)) as JsonObject;
  const toAuthor = (value: unknown): unknown => (authorForm === undefined ? value : authorForm(value));
  const operations: Record<string, Call> = {
    get: async (key: JsonObject = {}, options?: AskOptions) =>
      toAuthor((await asking.ask(GetInstance, (context) => ({ context, class: name, key: toWire(key) }), options)).instance),
    list: (query: ListQuery = {}, options?: AskOptions) => listed(name, query, asking, toAuthor, options),
    create: async (instance: JsonObject, options?: AskOptions) =>
      toAuthor((await asking.ask(CreateInstance, (context) => ({ context, class: name, instance: toWire(instance) }), options)).instance),
    modify: async (key: JsonObject, patch: JsonObject, options?: AskOptions) => {
      const { instance } = await asking.ask(ModifyInstance, (context) => ({ context, class: name, key: toWire(key), patch: toWire(patch) }), options);
      return instance === undefined ? undefined : toAuthor(instance);
    },
    delete: async (key: JsonObject = {}, options?: AskOptions) => {
      await asking.ask(DeleteInstance, (context) => ({ context, class: name, key: toWire(key) }), options);
    },
  };
  const methods = Object.entries(definition.methods).map(([method, shape]) => [method, methodCall(name, method, shape, toWire, asking)]);
  return { ...Object.fromEntries(methods), ...operations };
}

function methodCall(name: string, method: string, shape: MethodDefinition, keyToWire: (key: unknown) => JsonObject, asking: Asking): Call {
  const toWire = wireFormOf(shape.params);
  const toAuthor = shape.returns && authorFormOf(shape.returns);
  const invoke = async (key: JsonObject | undefined, args: JsonObject, options?: AskOptions): Promise<unknown> => {
    const { value } = await asking.ask(InvokeMethod, (context) => ({
      context, class: name, method,
      arguments: (toWire === undefined ? args : toWire(args)) as JsonObject,
      ...(key === undefined ? {} : { key: keyToWire(key) }),
    }), options);
    return toAuthor === undefined ? value : toAuthor(value);
  };
  return shape.static === true
    ? (args: JsonObject = {}, options?: AskOptions) => invoke(undefined, args, options)
    : (key: JsonObject = {}, args: JsonObject = {}, options?: AskOptions) => invoke(key, args, options);
}

async function* listed(name: string, query: ListQuery, asking: Asking, toAuthor: (row: JsonObject) => unknown, options?: AskOptions): AsyncGenerator<unknown> {
  const batches: (readonly JsonObject[])[] = [];
  let wake = (): void => {};
  let isOver = false;
  const asked = asking.begin(ListInstances, (context) => ({ context, class: name, query, credit: CREDIT }), options, (rows) => {
    batches.push(rows);
    wake();
  });
  const over = asked.result.finally(() => {
    isOver = true;
    wake();
  });
  over.catch(() => {});
  try {
    for (;;) {
      const batch = batches.shift();
      if (batch !== undefined) {
        if (!isOver) asking.connection.notify(CreditToProvider, { context: asked.id, credit: 1 });
        for (const row of batch) yield toAuthor(row);
      } else if (isOver) {
        await over;
        return;
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    asked.cancel(new ProviderError('OPERATION_CANCELLED', {}, { message: `The list of ${name} was left before its end.` }));
  }
}
