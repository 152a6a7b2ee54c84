/** What `context.push(Class)` gives: the author's instances on their way to the host, which keeps them. */
import { ProviderError, type JsonObject, type PushParams } from '@provost/protocol';
import type { KeyOf, MethodSpecs, ProviderClass } from '../define/class.js';
import type { Pushed } from '../define/kept.js';
import type { ProviderDefinition } from '../define/provider.js';
import { ClassPlan } from '../dispatch/class-plan.js';
import type { ObjectOf, Properties } from '../type/described.js';

/** Asks the host to keep what is pushed. */
export type SendPush = (params: PushParams) => Promise<unknown>;

/** Makes {@link Pushed} of a class for one context. Throws INVALID_CLASS where the provider does not push it. */
export function pushed<P extends Properties, K extends string>({ spec, classes }: ProviderDefinition, of: ProviderClass<string, P, K, MethodSpecs>, context: string, send: SendPush): Pushed<P, K> {
  const served = classes.find((one) => one.of.name === of.name && one.kept?.by === 'push');
  if (served === undefined) {
    throw new ProviderError('INVALID_CLASS', { provider: spec.name, class: of.name }, { message: `Provider "${spec.name}" does not push class ${of.name}.`, remedy: `Say so: defineProvider(...).pushes(${of.name}).` });
  }
  const plan = new ClassPlan(served, spec.name);
  const push = async (how: Omit<PushParams, 'context' | 'class'>): Promise<void> => void (await send({ context, class: of.name, ...how }));
  const written = (instances: Iterable<unknown>): JsonObject[] => Array.from(instances, (one) => plan.instance.write(one) as JsonObject);
  return {
    put: (given: ObjectOf<P> | readonly ObjectOf<P>[]) => push({ put: written(listOf(given)) }),
    delete: (given: KeyOf<P, K> | readonly KeyOf<P, K>[]) => push({ delete: listOf(given).map((key) => plan.key.write(key) as JsonObject) }),
    replace: async (rows) => {
      const all: unknown[] = [];
      for await (const row of rows) all.push(row);
      await push({ replace: written(all) });
    },
  };
}

function listOf<T>(given: T | readonly T[]): readonly T[] {
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}
