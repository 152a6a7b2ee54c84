/** What it means to be asked for dynamic properties of instances that the host keeps, or to be given other values of them. */
import { ProviderError, type GetProperties, type JsonObject, type ParamsOf, type ResultOf, type SetProperties } from '@provost/protocol';
import type { PropertyFunctions } from '../define/kept.js';
import { AnswerFault } from './answer-fault.js';
import type { ClassPlan } from './class-plan.js';
import type { Work } from './operations.js';
import type { Request } from './request.js';

/** How many instances are asked for at the same time where the author's function takes one. */
const AT_ONCE = 16;

/** Reads some properties of some instances. Throws NOT_SUPPORTED for a property that is not provided. */
export function readProperties(plan: ClassPlan, params: ParamsOf<typeof GetProperties>, incoming: Work<unknown>['incoming'], state: unknown): Work<ResultOf<typeof GetProperties>> {
  const { name } = plan.definition;
  const readers = params.properties.map((property) => [property, plan.property(property)] as const);
  const keys = params.keys.map((key) => plan.key.read(key));
  const values = plan.columns(params.properties);
  return {
    operation: 'get', what: `${params.properties.join(', ')} of ${name}`, params, incoming,
    call: async (request) => {
      const columns = await Promise.all(readers.map(async ([property, functions]) => [property, await readAll(`${name}.${property}`, functions, keys, state, request)] as const));
      return keys.map((_, index) => Object.fromEntries(columns.map(([property, found]) => [property, found[index]]).filter(([, value]) => value !== undefined)) as JsonObject);
    },
    answer: (read) => ({ values: (read as JsonObject[]).map((one) => values.write(one) as JsonObject) }),
  };
}

/** Sets properties of one instance, one after the other. Throws INVALID_PARAMETER for a property that cannot be set, before any is. */
export function writeProperties(plan: ClassPlan, params: ParamsOf<typeof SetProperties>, incoming: Work<unknown>['incoming'], state: unknown): Work<ResultOf<typeof SetProperties>> {
  const { name } = plan.definition;
  const key = plan.key.read(params.key);
  const names = Object.keys(params.values);
  const setters = names.map((property) => [property, plan.property(property).set ?? refuseSet(`${name}.${property}`)] as const);
  const values = plan.columns(names);
  const given = values.read(params.values) as JsonObject;
  return {
    operation: 'modify', what: `set of ${names.join(', ')} of ${name}`, params, incoming,
    call: async (request) => {
      const now: JsonObject = {};
      for (const [property, set] of setters) now[property] = (await set(key, given[property], state, request)) ?? given[property];
      return now;
    },
    answer: (now) => ({ values: values.write(now) as JsonObject }),
  };
}

async function readAll(what: string, { get, getAll }: PropertyFunctions, keys: readonly unknown[], state: unknown, request: Request): Promise<readonly unknown[]> {
  if (getAll !== undefined) {
    const found = await getAll(keys, state, request);
    if (Array.isArray(found) && found.length === keys.length) return found as readonly unknown[];
    throw new AnswerFault('INVALID_RESULT', {}, { message: `getAll of ${what} was given ${keys.length} keys, and must answer a list of as many values; it answered ${Array.isArray(found) ? found.length : typeof found}.` });
  }
  const found: unknown[] = [];
  for (let from = 0; from < keys.length; from += AT_ONCE) {
    found.push(...(await Promise.all(keys.slice(from, from + AT_ONCE).map((key) => get?.(key, state, request)))));
  }
  return found;
}

function refuseSet(what: string): never {
  throw new ProviderError('INVALID_PARAMETER', { property: what }, { message: `${what} cannot be set: its provider only reads it.` });
}
