/** The classes that every namespace has: namespaces, and what events, filters and consumers derive from. Those that hold instances are served by whoever puts the host together. */
import type { ClassDefinition, SchemaNode } from '@provost/protocol';

type Facts = Pick<ClassDefinition, 'description'> & Partial<Pick<ClassDefinition, 'key' | 'superclass' | 'abstract'>> & {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly optional?: readonly string[];
};

const text: SchemaNode = { type: 'string' };
const embedded: SchemaNode = { type: 'object' };
const count: SchemaNode = { type: 'integer', minimum: 0 };

/** By name, what each has besides what it inherits. An inherited property stands before its own. */
const FACTS: Readonly<Record<string, Facts>> = {
  __SystemClass: { abstract: true, description: 'What all classes of the host derive from.' },
  __Namespace: { superclass: '__SystemClass', key: ['Name'], properties: { Name: text }, description: 'A namespace below this one.' },
  __Event: {
    superclass: '__SystemClass', abstract: true, description: 'Something that has happened.',
    properties: { TIME_CREATED: { type: 'string', format: 'date-time', readOnly: true } }, optional: ['TIME_CREATED'],
  },
  __ExtrinsicEvent: { superclass: '__Event', abstract: true, description: 'What a provider tells of; its classes of events derive from this one.' },
  __InstanceOperationEvent: { superclass: '__Event', abstract: true, properties: { TargetInstance: embedded }, description: 'What has become of an instance.' },
  __InstanceCreationEvent: { superclass: '__InstanceOperationEvent', description: 'An instance is there that was not.' },
  __InstanceModificationEvent: { superclass: '__InstanceOperationEvent', properties: { PreviousInstance: embedded }, description: 'An instance has changed.' },
  __InstanceDeletionEvent: { superclass: '__InstanceOperationEvent', description: 'An instance is gone.' },
  __ClassOperationEvent: { superclass: '__Event', abstract: true, properties: { TargetClass: embedded }, description: 'What has become of a class.' },
  __ClassCreationEvent: { superclass: '__ClassOperationEvent', description: 'A class is there that was not.' },
  __ClassModificationEvent: { superclass: '__ClassOperationEvent', properties: { PreviousClass: embedded }, description: 'A class has changed.' },
  __ClassDeletionEvent: { superclass: '__ClassOperationEvent', description: 'A class is gone.' },
  __NamespaceOperationEvent: { superclass: '__Event', abstract: true, properties: { TargetNamespace: embedded }, description: 'What has become of a namespace.' },
  __NamespaceCreationEvent: { superclass: '__NamespaceOperationEvent', description: 'A namespace is there that was not.' },
  __NamespaceDeletionEvent: { superclass: '__NamespaceOperationEvent', description: 'A namespace is gone.' },
  __EventDroppedEvent: { superclass: '__Event', properties: { Reason: text, Dropped: count }, optional: ['Dropped'], description: 'Events that were asked for may be missing from here on.' },
  __EventQueueOverflowEvent: { superclass: '__EventDroppedEvent', properties: { QueueSize: count }, description: 'A subscriber has read too slowly: so many events were dropped.' },
  __ConsumerFailureEvent: { superclass: '__Event', properties: { Consumer: text, Filter: text, Error: embedded }, description: 'An event could not be delivered to a permanent consumer.' },
  __EventConsumer: { superclass: '__SystemClass', abstract: true, description: 'Who is given events, for as long as it is there; its classes derive from this one.' },
  __EventFilter: {
    superclass: '__SystemClass', key: ['Name'], description: 'Which events a permanent consumer is given.',
    properties: { Name: text, EventNamespace: { ...text, default: 'root' }, Query: text, QueryLanguage: { ...text, default: 'WQL' } }, optional: ['EventNamespace', 'QueryLanguage'],
  },
  __FilterToConsumerBinding: {
    superclass: '__SystemClass', key: ['Filter', 'Consumer'], description: 'Gives the events of a filter to a consumer.',
    properties: { Filter: { type: 'string', format: 'reference', class: '__EventFilter' }, Consumer: { type: 'string', format: 'reference', class: '__EventConsumer' } },
  },
};

/** All of them, each with what it inherits, a superclass before those that derive from it. They offer no operation: who serves one says which. */
export const SYSTEM_CLASSES: readonly ClassDefinition[] = /* @__PURE__ */ Object.keys(FACTS).map(systemClass);

function systemClass(name: string): ClassDefinition {
  const { description, superclass, abstract } = FACTS[name] as Facts;
  const line = lineOf(name);
  const properties = Object.assign({}, ...line.map((facts) => facts.properties ?? {})) as Record<string, SchemaNode>;
  const optional = line.flatMap((facts) => facts.optional ?? []);
  return {
    name, description: description as string,
    ...(superclass === undefined ? {} : { superclass }),
    ...(abstract === undefined ? {} : { abstract }),
    key: line.flatMap((facts) => facts.key ?? []),
    schema: { type: 'object', properties, required: Object.keys(properties).filter((property) => !optional.includes(property)), additionalProperties: false },
    methods: {}, operations: [],
  };
}

/** What it inherits first, what is its own last. */
function lineOf(name: string): readonly Facts[] {
  const facts = FACTS[name] as Facts;
  return facts.superclass === undefined ? [facts] : [...lineOf(facts.superclass), facts];
}
