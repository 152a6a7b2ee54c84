/** What a client may ask, and the shape of the parameters of each: only as deep as the host relies on. What the values mean is left to the door. */
import {
  BackupRepository, BackupStore, Cache, CancelRequest, Check, Classes, ClearStore, Create, DeadLetters, DefineClass, Delete, DescribeProvider, Doctor, Events, ExplainQuery, Get, Holds, Invoke, List, Load, Logs, Modify, Namespaces, ProviderError, Providers, PushFromProvider, Query,
  Register, RemoveClass, Repository, Requests, ResetProvider, Restart, RestoreStore, SchemaOf, SetCache, SetEnabled, SetSetting, Settings, SettleDeadLetters, Status, Stop, Store, Subscriptions, Unload, Unregister, WaitFor, Watch, checkerOf, didYouMean,
  type Checker, type RequestMessage, type SchemaNode, type StreamMessage,
} from '@provost/protocol';

/** A bound that is far above what anybody means, against numbers and words that only cost memory. */
const word: SchemaNode = { type: 'string', maxLength: 65_536 };
const count: SchemaNode = { type: 'integer', minimum: 0 };
const positive: SchemaNode = { type: 'integer', minimum: 1 };
const flag: SchemaNode = { type: 'boolean' };
const object: SchemaNode = { type: 'object' };
const words: SchemaNode = { type: 'object', additionalProperties: word };

const operation = { operation: count, timeoutMs: positive, operationId: word };
const stream = { ...operation, credit: positive };
const query: SchemaNode = {
  type: 'object',
  properties: { where: word, columns: { type: 'array', items: word, maxItems: 4_096 }, limit: count, exact: flag },
  additionalProperties: false,
};
/** A queue is the host's memory: so much of it at most for each who watches. */
const queue: SchemaNode = {
  type: 'object',
  properties: { events: { ...positive, maximum: 100_000 }, bytes: { ...positive, maximum: 128 * 1024 * 1024 }, whenFull: { enum: ['dropOldest', 'dropNewest', 'disconnect'] } },
  additionalProperties: false,
};
const registration = {
  path: word, name: word, config: object, environment: words, node: word, link: flag,
  credentials: { type: 'object', additionalProperties: { type: 'object', properties: { file: word }, required: ['file'], additionalProperties: false } },
} satisfies Record<string, SchemaNode>;

/** A message that clients may send, and what its parameters must be. */
export interface ClientRequest<M> {
  readonly message: M;
  /** Throws INVALID_PARAMETER, naming each parameter that is wrong. */
  readonly check: (params: unknown) => void;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any message, whatever its types
type AnyRequest = RequestMessage<any, any>;

/** Those that are answered once. */
export const CLIENT_REQUESTS: readonly ClientRequest<AnyRequest>[] = [
  allowed(Get, { ...operation, path: word }, ['path']),
  allowed(Create, { ...operation, class: word, properties: object }, ['class', 'properties']),
  allowed(Modify, { ...operation, path: word, patch: object }, ['path', 'patch']),
  allowed(Delete, { ...operation, path: word }, ['path']),
  allowed(Invoke, { ...operation, path: word, method: word, arguments: object }, ['path', 'method', 'arguments']),
  allowed(Namespaces, {}),
  allowed(Classes, { namespace: word }),
  allowed(SchemaOf, { class: word }, ['class']),
  allowed(ExplainQuery, { query: word, namespace: word }, ['query']),
  allowed(DefineClass, { namespace: word, definition: object }, ['namespace', 'definition']),
  allowed(RemoveClass, { class: word }, ['class']),
  allowed(Check, registration, ['path']),
  allowed(Register, registration, ['path']),
  allowed(Unregister, { name: word }, ['name']),
  allowed(Providers, { after: word, limit: positive }),
  allowed(DescribeProvider, { name: word }, ['name']),
  allowed(Load, { ...operation, name: word }, ['name']),
  allowed(Unload, { name: word, force: flag, timeoutMs: count }, ['name']),
  allowed(Restart, { ...operation, name: word, force: flag }, ['name']),
  allowed(WaitFor, { ...operation, name: word, state: word }, ['name', 'state']),
  allowed(SetEnabled, { name: word, enabled: flag }, ['name', 'enabled']),
  allowed(ResetProvider, { name: word }, ['name']),
  allowed(Holds, { name: word }),
  allowed(Requests, { name: word }),
  allowed(CancelRequest, { id: word }, ['id']),
  allowed(Status, {}),
  allowed(Settings, { key: word }),
  allowed(SetSetting, { key: word, value: word }, ['key', 'value']),
  allowed(Cache, { kind: word, provider: word }),
  allowed(SetCache, { kind: word, provider: word, clearAfter: word }, ['clearAfter']),
  allowed(Repository, {}),
  allowed(BackupRepository, { path: word }, ['path']),
  allowed(Store, { name: word }, ['name']),
  allowed(BackupStore, { name: word, path: word }, ['name', 'path']),
  allowed(ClearStore, { name: word, force: flag }, ['name']),
  allowed(RestoreStore, { name: word, path: word, force: flag }, ['name', 'path']),
  allowed(Subscriptions, {}),
  allowed(DeadLetters, { binding: word }),
  allowed(SettleDeadLetters, { binding: word, id: count, drop: flag }),
  allowed(Doctor, {}),
  allowed(Stop, { force: flag, leave: flag, timeoutMs: count }),
];

const objects: SchemaNode = { type: 'array', items: object };

/** Those of providers alone, besides all that a client may ask. */
export const PROVIDER_REQUESTS: readonly ClientRequest<AnyRequest>[] = [
  allowed(PushFromProvider, { class: word, put: objects, delete: objects, replace: objects }, ['class']),
];

/** Those that are answered with rows first. */
export const CLIENT_STREAMS: readonly ClientRequest<StreamMessage>[] = [
  allowed(List, { ...stream, class: word, query }, ['operation', 'credit', 'class']),
  allowed(Query, { ...stream, query: { type: 'string', maxLength: 262_144 }, namespace: word }, ['operation', 'credit', 'query']),
  allowed(Watch, { ...stream, query: word, namespace: word, queue, bookmark: word }, ['operation', 'credit', 'query']),
  allowed(Events, { ...stream, since: count, tail: count, follow: flag }, ['operation', 'credit']),
  allowed(Logs, { ...stream, name: word, sinceMs: { type: 'number' }, tail: count, previous: flag, follow: flag }, ['operation', 'credit']),
];

const BY_METHOD: ReadonlyMap<string, (params: unknown) => void> = new Map([...CLIENT_REQUESTS, ...CLIENT_STREAMS].map(({ message: { method }, check }) => [method, check]));
/** Of these each part is looked at when it is used, and they are asked a hundred thousand times a second. */
const CHECKED_IN_USE: ReadonlySet<string> = new Set([Get, Modify, Delete, Invoke].map(({ method }) => method));

/** As a client's parameters are checked, for a caller in the host's own process, which numbers no operations and grants no credit. */
export function checkEmbedded(method: string, params: unknown): void {
  if (CHECKED_IN_USE.has(method)) return;
  const isStream = typeof params === 'object' && CLIENT_STREAMS.some(({ message }) => message.method === method);
  BY_METHOD.get(method)?.(isStream ? { operation: 0, credit: 1, ...params } : params);
}

function allowed<M extends AnyRequest>(message: M, properties: Readonly<Record<string, SchemaNode>>, required: readonly string[] = []): ClientRequest<M> {
  const names = Object.keys(properties);
  let checker: Checker | undefined;
  return {
    message,
    check(params) {
      refuseUnknown(message.method, params, names);
      checker ??= checkerOf({ type: 'object', properties, required });
      refuseFaults(message.method, checker(params));
    },
  };
}

function refuseUnknown(method: string, params: unknown, names: readonly string[]): void {
  if (typeof params !== 'object' || params === null) return;
  for (const name of Object.keys(params)) {
    if (names.includes(name)) continue;
    throw new ProviderError('INVALID_PARAMETER', { method, parameter: name.slice(0, 80) }, {
      message: `${method} takes no parameter ${JSON.stringify(name.slice(0, 80))}${didYouMean(name, names) || '.'}`,
      remedy: `It takes ${names.length === 0 ? 'none' : names.join(', ')}.`,
    });
  }
}

function refuseFaults(method: string, faults: ReturnType<Checker>): void {
  if (faults === undefined) return;
  const told = faults.map(({ path, expected, found }) => `${path === '' ? 'the parameters' : path} must be ${expected}, and is ${found}`);
  throw new ProviderError('INVALID_PARAMETER', { method, faults: told }, { message: `${method}: ${told.join('; ')}.` });
}
