/** What the five operations mean for classes that the host serves itself: no provider is asked, so there is nothing to lease, to wait for or to cancel. */
import assert from 'node:assert';
import { ProviderError, pathOf, type JsonObject, type ListQuery } from '@provost/protocol';
import type { HostCall } from '../host-classes/host-class.js';
import type { InstanceOfHost, ServedByHost, ServedClass } from './named-objects.js';

const OFFERED = 'a class has a function for each operation that it offers';
/** Rows that travel together. */
const ROWS_AT_ONCE = 256;

/** Rejects with NOT_FOUND. */
export async function getOwn(of: InstanceOfHost): Promise<{ path: string; instance: JsonObject }> {
  const { get } = of.own;
  assert(get !== undefined, OFFERED);
  const instance = there(of, await get(of.key));
  return { path: pathOf(of.namespace, of.definition, instance), instance };
}

/** Rejects with NOT_FOUND, or as the class does where a value means nothing to it. */
export async function modifyOwn(of: InstanceOfHost, patch: JsonObject, call: HostCall): Promise<{ instance: JsonObject }> {
  const { modify } = of.own;
  assert(modify !== undefined, OFFERED);
  return { instance: there(of, await modify(of.key, patch, call)) };
}

/** Rejects with ALREADY_EXISTS, also where one of its relatives that the host keeps has an instance of that key. */
export async function createOwn(of: ServedByHost, properties: JsonObject, call: HostCall, relatives: readonly ServedClass[] = []): Promise<{ path: string; instance: JsonObject }> {
  const { create } = of.own;
  assert(create !== undefined, OFFERED);
  for (const { own, namespace, definition } of relatives) {
    const there = definition.keptBy === 'host' ? await own?.get?.(properties) : undefined;
    if (there !== undefined) throw takenBy(pathOf(namespace, definition, there), of);
  }
  const instance = await create(properties, call);
  return { path: pathOf(of.namespace, of.definition, instance), instance };
}

/** Rejects with NOT_FOUND. */
export async function deleteOwn(of: InstanceOfHost, call: HostCall): Promise<Record<string, never>> {
  const { delete: remove } = of.own;
  assert(remove !== undefined, OFFERED);
  there(of, (await remove(of.key, call)) ? {} : undefined);
  return {};
}

/** A method of the class, or of the instance of that key. */
export async function invokeOwn(of: ServedByHost, { key, method, args }: { readonly key: JsonObject | undefined; readonly method: string; readonly args: JsonObject }, call: HostCall): Promise<{ value?: unknown }> {
  const invoke = of.own.methods?.[method]?.invoke;
  assert(invoke !== undefined, OFFERED);
  const value = await invoke(key, args, call);
  return value === undefined ? {} : { value };
}

/** Batches of rows, with the columns and no more than the limit that were asked for. Throws NO_SUCH_PROPERTY. */
export async function* listOwn(of: ServedByHost, { columns, limit = Infinity }: ListQuery): AsyncGenerator<readonly JsonObject[]> {
  refuseUnknownColumn(of, columns ?? []);
  if (limit === 0) return;
  let batch: JsonObject[] = [];
  let count = 0;
  assert(of.own.list !== undefined, OFFERED);
  for await (const row of of.own.list()) {
    batch.push(columns === undefined ? row : picked(row, columns));
    if ((count += 1) >= limit) break;
    if (batch.length < ROWS_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function takenBy(path: string, { namespace, definition: { name, key } }: ServedByHost): ProviderError {
  return new ProviderError('ALREADY_EXISTS', { path }, {
    message: `There is a ${path} already, and no two instances have one key among the classes that ${namespace}:${name} derives from and those that derive from them.`, remedy: `Choose another ${key.join(', ')}.`,
  });
}

function there({ namespace, definition, key }: InstanceOfHost, instance: JsonObject | undefined): JsonObject {
  if (instance !== undefined) return instance;
  const path = pathOf(namespace, definition, key);
  throw new ProviderError('NOT_FOUND', { path }, { message: `There is no ${path}.`, remedy: `See which there are: provost list ${namespace}:${definition.name}.` });
}

function refuseUnknownColumn({ namespace, definition }: ServedByHost, columns: readonly string[]): void {
  const unknown = columns.find((column) => !Object.hasOwn(definition.schema.properties ?? {}, column));
  if (unknown === undefined) return;
  throw new ProviderError('NO_SUCH_PROPERTY', { property: unknown }, { message: `Class ${namespace}:${definition.name} has no property "${unknown}" to make a column of.` });
}

function picked(row: JsonObject, columns: readonly string[]): JsonObject {
  return Object.fromEntries(columns.filter((column) => Object.hasOwn(row, column)).map((column) => [column, row[column]]));
}
