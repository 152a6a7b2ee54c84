/**
 * Properties that the provider of a class is asked for, of instances that the host keeps: fetched only where somebody wants them, for a batch of rows at a time, and set
 * before what the host keeps is changed. Whose lease that takes is left to `objects.ts`.
 */
import { GetProperties, ProviderError, SetProperties, isErrorOf, isProviderError, type JsonObject, type ListQuery } from '@provost/protocol';
import type { HostCall } from '../host-classes/host-class.js';
import { listOwn, modifyOwn } from './host-objects.js';
import type { ProviderWork } from './in-flight.js';
import type { InstanceOfHost, ServedByHost } from './named-objects.js';

/** Runs one operation over a lease of the provider of the class. */
export type AskProvider = <R>(name: string, target: string, work: ProviderWork<R>) => Promise<R>;

/** The dynamic properties among some columns, or all that the class has. */
export function dynamicAmong({ definition: { dynamic } }: ServedByHost, columns: readonly string[] | undefined): readonly string[] {
  if (dynamic === undefined) return [];
  return columns === undefined ? Object.keys(dynamic) : columns.filter((column) => Object.hasOwn(dynamic, column));
}

/** Rows as the host keeps them, each with those properties as its provider has them now. */
export async function withDynamic(of: ServedByHost, rows: readonly JsonObject[], wanted: readonly string[], ask: () => AskProvider): Promise<JsonObject[]> {
  if (rows.length === 0 || wanted.length === 0) return [...rows];
  const keys = rows.map((row) => Object.fromEntries(of.definition.key.map((name) => [name, row[name]])));
  const values = await fetched(of, keys, wanted, ask());
  return rows.map((row, index) => ({ ...without(row, wanted), ...values[index] }));
}

/** As `listOwn`: the provider is not asked where no column is one of its properties, nor where there is no row. */
export async function* listKept(of: ServedByHost, query: ListQuery, ask: () => AskProvider): AsyncGenerator<readonly JsonObject[]> {
  const { columns } = query;
  const wanted = dynamicAmong(of, columns);
  if (wanted.length === 0) return yield* listOwn(of, query);
  const asked = columns === undefined ? query : { ...query, columns: [...new Set([...of.definition.key, ...columns])] };
  for await (const rows of listOwn(of, asked)) {
    const whole = await withDynamic(of, rows, wanted, ask);
    yield columns === undefined ? whole : whole.map((row) => picked(row, columns));
  }
}

/**
 * As `modifyOwn`. The provider is given its part first: where it refuses, nothing is changed. Where what the host keeps cannot be changed after it has accepted, the error says so.
 * The instance as it is then has those of its dynamic properties that were set.
 */
export async function modifyKept(of: InstanceOfHost, patch: JsonObject, call: HostCall, ask: () => AskProvider): Promise<{ instance: JsonObject }> {
  const names = dynamicAmong(of, Object.keys(patch));
  const all = dynamicAmong(of, undefined);
  const kept = without(patch, names);
  if (names.length === 0) return { instance: without((await modifyOwn(of, kept, call)).instance, all) };
  await modifyOwn(of, {}, call); // It says so where there is none.
  const values = Object.fromEntries(names.map((name) => [name, patch[name]]));
  const path = `${of.namespace}:${of.definition.name}`;
  const now = await ask()('modify', path, async (lease, context, operation) => {
    const answer = await lease.call(SetProperties, { context, class: of.definition.name, key: of.key, values }, operation);
    if (answer.values !== undefined && !lease.activation.validates) of.guard.checkDynamic([answer.values], 1, lease.activation.registration.name);
    return answer.values ?? values;
  });
  try {
    return { instance: { ...without((await modifyOwn(of, kept, call)).instance, all), ...now } };
  } catch (error) {
    throw halfDone(error, names, Object.keys(kept));
  }
}

async function fetched(of: ServedByHost, keys: readonly JsonObject[], properties: readonly string[], ask: AskProvider): Promise<readonly JsonObject[]> {
  const { definition: { name }, namespace, guard } = of;
  try {
    return await ask('get', `${namespace}:${name}`, async (lease, context, operation) => {
      const { values } = await lease.call(GetProperties, { context, class: name, keys, properties }, operation);
      if (!lease.activation.validates || !Array.isArray(values) || values.length !== keys.length) guard.checkDynamic(values, keys.length, lease.activation.registration.name);
      return values;
    });
  } catch (error) {
    if (keys.length === 1 || !isErrorOf(error, 'FRAME_TOO_LARGE')) throw error;
    const half = keys.length >> 1; // Of fewer instances the answer fits.
    return [...(await fetched(of, keys.slice(0, half), properties, ask)), ...(await fetched(of, keys.slice(half), properties, ask))];
  }
}

/** What is told where the provider has accepted its part and the host could not keep the rest. */
function halfDone(error: unknown, set: readonly string[], kept: readonly string[]): unknown {
  if (!isProviderError(error) || kept.length === 0) return error;
  return new ProviderError(error.code, { ...error.facts, changed: set, unchanged: kept }, {
    message: `${error.sentence} Its provider has set ${set.join(', ')} before; ${kept.join(', ')} did not change.`, remedy: error.remedy, cause: error,
  });
}

function without(row: JsonObject, names: readonly string[]): JsonObject {
  return names.length === 0 ? row : Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}

function picked(row: JsonObject, columns: readonly string[]): JsonObject {
  return Object.fromEntries(columns.filter((column) => Object.hasOwn(row, column)).map((column) => [column, row[column]]));
}
