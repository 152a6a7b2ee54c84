/** One class of a loaded provider as a test calls it: the author's values on both sides, the wire's between. */
import {
  CreateInstance, DeleteInstance, GetInstance, InvokeMethod, KnownClass, ModifyInstance, callOf,
  type AskOptions, type ClassDefinition, type JsonObject, type ListQuery, type WatchOptions,
} from '@provost/protocol';
import type { Asking } from './asking.js';
import { listBatches } from './list-batches.js';
import { loadedEvents } from './loaded-events.js';

type Call = (...given: readonly never[]) => unknown;

/** The calls of a class, by name. */
export function loadedClass(namespace: string, definition: ClassDefinition, asking: Asking): Readonly<Record<string, Call>> {
  const { name } = definition;
  const known = new KnownClass({ namespace, provider: '', definition });
  const operations: Record<string, Call> = {
    get: async (key: JsonObject = {}, options?: AskOptions) =>
      known.read((await asking.ask(GetInstance, (context) => ({ context, class: name, key: known.write(key) }), options)).instance),
    list: (query: ListQuery = {}, options?: AskOptions) => listed(name, query, asking, known, options),
    create: async (instance: JsonObject, options?: AskOptions) =>
      known.read((await asking.ask(CreateInstance, (context) => ({ context, class: name, instance: known.write(instance) }), options)).instance),
    modify: async (key: JsonObject, patch: JsonObject, options?: AskOptions) => {
      const { instance } = await asking.ask(ModifyInstance, (context) => ({ context, class: name, key: known.write(key), patch: known.write(patch) }), options);
      return instance === undefined ? undefined : known.read(instance);
    },
    delete: async (key: JsonObject = {}, options?: AskOptions) => {
      await asking.ask(DeleteInstance, (context) => ({ context, class: name, key: known.write(key) }), options);
    },
    watch: (options?: WatchOptions) => loadedEvents(known, definition, asking, options),
  };
  const methods = Object.keys(definition.methods).map((method) => [method, callOf(`${name}.${method}`, methodCall(name, method, known, asking))]);
  return { ...Object.fromEntries(methods), ...operations };
}

function methodCall(name: string, method: string, known: KnownClass, asking: Asking): Call {
  const { isStatic, writeArguments, readResult, readFault } = known.method(method);
  const invoke = async (key: JsonObject | undefined, args: JsonObject, options?: AskOptions): Promise<unknown> => {
    const invoked = asking.ask(InvokeMethod, (context) => ({
      context, class: name, method, arguments: writeArguments(args), ...(key === undefined ? {} : { key: known.write(key) }),
    }), options);
    try {
      return readResult((await invoked).value);
    } catch (thrown) {
      throw readFault(thrown);
    }
  };
  return isStatic
    ? (args: JsonObject = {}, options?: AskOptions) => invoke(undefined, args, options)
    : (key: JsonObject = {}, args: JsonObject = {}, options?: AskOptions) => invoke(key, args, options);
}

async function* listed(name: string, query: ListQuery, asking: Asking, known: KnownClass, options?: AskOptions): AsyncGenerator<unknown> {
  for await (const rows of listBatches(asking, (context) => ({ context, class: name, query }), options)) for (const row of rows) yield known.read(row);
}
