/** What is known of a provider without running it, in the protocol's words: the answer to `provider/describe`. */
import { TIME_CREATED, timeCreatedSchema, type ClassDefinition, type ClassOperation, type Kind, type MethodDefinition, type ProviderDescription } from '@provost/protocol';
import type { MethodSpec } from './class.js';
import { isEventClass } from './event.js';
import type { KeptClass } from './kept.js';
import type { ProviderDefinition, ServedClass } from './provider.js';
import { objectSchema } from '../type/type.js';

/** Describes a provider. */
export function describe({ spec, classes }: ProviderDefinition): ProviderDescription {
  return {
    name: spec.name,
    namespace: spec.namespace,
    ...given('description', spec.description),
    kinds: kindsOf(classes),
    classes: classes.map(classDefinition),
    ...(spec.config === undefined ? {} : { config: objectSchema(spec.config) }),
    ...given('credentials', spec.credentials),
    ...given('pure', spec.pure),
    ...given('overlap', spec.overlap),
    ...(spec.store === true ? { store: true, operationIds: true } : {}),
    ...given('limits', spec.limits),
  };
}

/** What anybody may do with consumers. */
const KEPT_OPERATIONS: readonly ClassOperation[] = ['get', 'list', 'create', 'modify', 'delete'];

/** What it serves says of which kinds it is: classes that it answers for or whose methods it runs, classes whose properties it provides, events that it raises, consumers that it delivers to. One that serves next to nothing is a provider of objects. */
function kindsOf(classes: readonly ServedClass[]): Kind[] {
  const kinds: Kind[] = [];
  if (classes.some(({ kept, methods, operations }) => kept?.by === 'push' || methods.size > 0 || (kept === undefined && operations.size > 0))) kinds.push('object');
  if (classes.some(({ kept }) => kept?.by === 'host')) kinds.push('property');
  if (classes.some(({ events }) => events !== undefined)) kinds.push('event');
  if (classes.some(({ consumer }) => consumer !== undefined)) kinds.push('eventConsumer');
  return kinds.length === 0 ? ['object'] : kinds;
}

/** The class as it is registered. */
export function classDefinition({ of, operations, events, filters, kept, consumer }: ServedClass): ClassDefinition {
  const schema = objectSchema(of.properties);
  return {
    name: of.name,
    ...given('description', of.description),
    ...given('superclass', of.superclass),
    ...given('abstract', of.abstract),
    ...(events === undefined ? {} : { events: true }),
    key: of.key,
    schema: isEventClass(of) ? { ...schema, properties: { ...schema.properties, [TIME_CREATED]: timeCreatedSchema } } : schema,
    methods: Object.fromEntries(Object.entries(of.methods).map(([name, method]) => [name, methodDefinition(method)])),
    operations: [...operations.keys()] as ClassOperation[],
    ...given('filters', filters),
    ...(kept === undefined ? {} : keptDefinition(kept)),
    ...(consumer === undefined ? {} : { keptBy: 'host', consumes: true, operations: KEPT_OPERATIONS }),
  };
}

function keptDefinition(kept: KeptClass): Pick<ClassDefinition, 'keptBy' | 'dynamic' | 'operations'> {
  if (kept.by === 'push') return { keptBy: 'push', operations: ['get', 'list'] };
  const dynamic = [...kept.properties].map(([name, { set }]) => [name, set === undefined ? {} : { writable: true }] as const);
  return { keptBy: 'host', operations: kept.operations, dynamic: Object.fromEntries(dynamic) };
}

function methodDefinition(method: MethodSpec): MethodDefinition {
  return {
    ...given('description', method.description),
    ...given('static', method.static),
    params: objectSchema(method.params ?? {}),
    ...given('returns', method.returns),
    ...(method.errors === undefined
      ? {}
      : { errors: Object.fromEntries(Object.entries(method.errors).map(([name, facts]) => [name, objectSchema(facts)])) }),
  };
}

function given<N extends string, V>(name: N, value: V | undefined): { readonly [name in N]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [name in N]: V });
}
