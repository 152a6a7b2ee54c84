/** What happens to the host and its providers as classes of events in `root`: one for each type of event that the journal knows. */
import { TIME_CREATED, timeCreatedSchema, type EventRow, type HostEvent, type SchemaNode } from '@provost/protocol';
import { hostClass, type HostClass } from '../host-classes/host-class.js';

/** What every class of them derives from. */
export const HOST_LIFECYCLE = 'HostLifecycleEvent';

const text: SchemaNode = { type: 'string' };
const count: SchemaNode = { type: 'integer' };
const any: SchemaNode = {};

/** The types of facts, by their names, wherever they stand. */
const FACTS: Readonly<Record<string, SchemaNode>> = {
  seq: count, provider: text, pid: count, generation: count, reason: text, epoch: count, timeoutMs: count, socket: text, path: text, key: text, kind: text,
  tookMs: count, idleMs: count, context: text, operation: text, why: text, since: any, ageMs: count, job: text, cause: text, code: any, signal: any, failures: count, forMs: count, until: any,
  silentMs: count, how: text, outcome: text, report: text, as: text, staysAs: text, running: count,
};

const ended = ['code', 'signal', 'rungs', 'survivors'];
/** Of an activation: what is told besides provider, pid and generation. */
const OF_ACTIVATIONS: Readonly<Record<string, readonly string[]>> = {
  attached: ['classes', 'again'], detached: ['reason', 'inFlight', 'error'], loading: ['as'], loaded: ['tookMs', 'queuedMs'], adopted: ['was', 'refusals', 'running'], orphaned: [], 'load-failed': ['cause', 'queuedMs', ...ended],
  refused: ['context', 'operation', 'why', 'untold'], requested: ['context'], 'held-long': ['context', 'operation', 'why', 'since', 'ageMs'],
  'job-failed': ['context', 'job', 'error'], releasing: ['reason', 'idleMs', 'overrides'], 'unload-refused': ['contexts'],
  unloaded: ['reason', 'cause', 'idleMs', 'tookMs', 'staysAs', ...ended], 'client-ended': ['reason', 'cause', ...ended], crashed: [...ended, 'lastLines'],
  silent: ['silentMs', 'kind'], hung: ['how', 'kind', 'cpuShare', 'silentMs', 'operations', 'report'], lost: ['reason', 'epoch', 'cause', ...ended],
};
/** Of a registration: what is told besides provider. */
const OF_PROVIDERS: Readonly<Record<string, readonly string[]>> = {
  registered: ['path'], updated: ['path'], unregistered: [], enabled: ['by'], disabled: ['by'], 'backing-off': ['failures', 'why', 'forMs'],
  quarantined: ['failures', 'why', 'forMs', 'until'], probed: ['outcome', 'failures'], 'cannot-start': ['why', 'code'], reset: ['was', 'by'], prewarming: ['why', 'everyMs'],
  'store-restored': ['from', 'keptAside', 'by'], 'store-cleared': ['keptAside', 'by'],
};
/** Of the host. */
const OF_HOST: Readonly<Record<string, readonly string[]>> = {
  'host-started': ['pid', 'epoch'], 'host-stopping': ['pid', 'timeoutMs', 'leave'], 'host-stopped': ['pid'], 'socket-renewed': ['socket', 'was'], 'socket-lost': ['socket', 'was', 'error'],
  'keeper-lost': ['pid', 'activations', 'asked'], 'standby-lost': ['pid', 'error', 'code', 'signal', 'lastLines', 'waitedMs', 'inARow', 'againInMs'],
  'event-undelivered': ['binding', 'consumer', 'letter', 'attempts', 'error'], 'setting-changed': ['key', 'value'], 'cache-changed': ['kind', 'provider', 'from', 'to', 'by'],
};

const classOfType: ReadonlyMap<string, { readonly name: string; readonly facts: readonly string[] }> = /* @__PURE__ */ new Map([
  ...Object.entries(OF_ACTIVATIONS).map(([type, facts]) => [type, { name: `Provider${inCapitals(type)}`, facts: ['provider', 'pid', 'generation', ...facts] }] as const),
  ...Object.entries(OF_PROVIDERS).map(([type, facts]) => [type, { name: `Provider${inCapitals(type)}`, facts: ['provider', ...facts] }] as const),
  ...Object.entries(OF_HOST).map(([type, facts]) => [type, { name: inCapitals(type), facts }] as const),
]);

/** The types of events that have a class. */
export const lifecycleTypes: readonly string[] = /* @__PURE__ */ [...classOfType.keys()];

/** All the classes. */
export function lifecycleClasses(): HostClass[] {
  const all = [...classOfType].map(([type, { name, facts }]) => lifecycleClass(name, facts, { superclass: HOST_LIFECYCLE, description: `The event ${type} of the host.` }));
  return [lifecycleClass(HOST_LIFECYCLE, [], { superclass: '__ExtrinsicEvent', abstract: true, description: 'What happens to the host and its providers.' }), ...all];
}

/** An event of the journal as one of its class. Its number is the bookmark from which to resume. */
export function lifecycleEvent({ at, type, ...facts }: HostEvent): EventRow {
  return { __CLASS: classOfType.get(type)?.name ?? HOST_LIFECYCLE, TIME_CREATED: at, __BOOKMARK: String(facts.seq), ...facts };
}

function lifecycleClass(name: string, facts: readonly string[], more: { readonly superclass: string; readonly description: string; readonly abstract?: boolean }): HostClass {
  const properties = { [TIME_CREATED]: timeCreatedSchema, ...Object.fromEntries(['seq', 'provider', ...facts].map((fact) => [fact, FACTS[fact] ?? any])) };
  return hostClass({ namespace: 'root', name, ...more, key: [], schema: { type: 'object', properties, required: ['seq'], additionalProperties: false } }, {});
}

/** `load-failed` as `LoadFailed`. */
function inCapitals(type: string): string {
  return type.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}
