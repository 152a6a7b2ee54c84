/** A query of events, bound to the classes there are: which events it takes, what of them it shows, and where they come from. Who brings them is left to the hub. */
import { ProviderError, foldName, foldNamespace, isHostName, type ClassDefinition, type EventRow, type JsonObject, type QueryCondition } from '@provost/protocol';
import type { ClassDirectory } from '../classes/class-directory.js';
import { isRegistered, type ClassPlace, type KnownClass } from '../classes/known-class.js';
import { checkQuery, type EmbeddedClasses } from '../query/check-query.js';
import { targetClassesOf } from '../query/event-targets.js';
import { selfDescribed, type ObjectFacts } from '../query/objects.js';
import { parseQuery } from '../query/parse-query.js';
import { certainConditions } from '../query/plan-query.js';
import { compilePredicate } from '../query/predicate.js';
import { compileProjection } from '../query/projection.js';
import type { EventQuery } from '../query/query.js';
import { invalidQuery } from '../query/query-fault.js';
import { asEventQuery } from '../query/shape-query.js';
import type { RegisteredClass } from '../registration/held-registrations.js';
import { HOST_LIFECYCLE } from './lifecycle-classes.js';

/** Where events come from that the host does not make itself. */
export type Origin =
  /** The provider raises them. */
  | { readonly how: 'raised'; readonly by: RegisteredClass }
  /** Nobody tells of them: the host looks every so often. */
  | { readonly how: 'polled'; readonly of: KnownClass; readonly withinSeconds: number };

/** A query that can be watched, as of now. */
export interface WatchedQuery {
  readonly text: string;
  readonly namespace: string;
  readonly origins: readonly Origin[];
  /** Whether it asks for what happens to the host and its providers. */
  readonly isOfHost: boolean;
  /** What holds for every event that it takes, for who raises them. */
  readonly conditions: readonly QueryCondition[];
  readonly accepts: (event: EventRow) => boolean;
  readonly project: (event: EventRow) => EventRow;
}

/** What is passed on whatever is selected. */
const ALWAYS = ['__CLASS', 'TIME_CREATED', '__BOOKMARK'];
const TARGETS = ['TargetInstance', 'PreviousInstance'];
const INSTANCE_EVENTS = '__InstanceOperationEvent';

/** Reads a query and binds it. Throws INVALID_QUERY, INVALID_CLASS, INVALID_NAMESPACE, or NOT_SUPPORTED where it is too broad. */
export function watchedQuery(text: string, asked: string | undefined, classes: ClassDirectory): WatchedQuery {
  const query = asEventQuery(parseQuery(text));
  const namespace = asked === undefined ? namespaceOf(query, classes) : classes.namespaces.named(asked);
  const place = classes.find(namespace, query.class) ?? classes.classOf({ namespace, class: query.class });
  if (!classes.isA(place, '__Event')) throw noEvent(query, place);
  const targets = isInstanceEvent(classes, place) ? targetsOf(query, namespace, classes) : [];
  const bound = checkQuery(query, place.definition, embeddedOf(targets));
  const facts = factsIn(namespace, classes);
  const where = compilePredicate(bound.where, facts);
  const isWanted = remembered((name: string) => facts.isA({ __CLASS: name }, place.definition.name));
  const project = compileProjection(bound, { key: ALWAYS, facts });
  return {
    text, namespace,
    origins: originsOf(query, place, targets, classes),
    isOfHost: foldNamespace(namespace) === 'root' && classes.isA(place, HOST_LIFECYCLE),
    conditions: certainConditions(bound.where),
    accepts: (event) => isWanted(event.__CLASS) && where(event),
    project: (event) => project(event) as EventRow,
  };
}

function isInstanceEvent(classes: ClassDirectory, place: KnownClass): boolean {
  return classes.isA(place, INSTANCE_EVENTS) || place.definition.name === '__Event';
}

/** Where the query does not say: the only namespace of its class, or of the class that it is about. */
function namespaceOf(query: EventQuery, classes: ClassDirectory): string {
  if (!isHostName(query.class)) return classes.classOf({ class: query.class }).namespace;
  const target = /^__Instance/i.test(query.class) ? targetClassesOf(query)[0] : undefined;
  return target === undefined ? 'root' : classes.classOf({ class: target.class }).namespace;
}

/** The classes that the instances may be of, and that have instances of their own. */
function targetsOf(query: EventQuery, namespace: string, classes: ClassDirectory): KnownClass[] {
  const found = new Map<ClassDefinition, KnownClass>();
  for (const { class: name, isDerivedIncluded } of targetClassesOf(query)) {
    const target = classes.classOf({ namespace, class: name });
    for (const one of isDerivedIncluded ? [target, ...classes.derived(target)] : [target]) found.set(one.definition, one);
  }
  return [...found.values()];
}

/** Properties are looked up in the class that is named first: of those that derive from it every instance has them too. */
function embeddedOf([first]: readonly KnownClass[]): EmbeddedClasses {
  return first === undefined ? new Map() : new Map(TARGETS.map((name) => [name, first.definition]));
}

function originsOf(query: EventQuery, place: KnownClass, targets: readonly KnownClass[], classes: ClassDirectory): Origin[] {
  if (!isInstanceEvent(classes, place)) {
    return [place, ...classes.derived(place)].flatMap((one) => (isRegistered(one) && one.definition.events === true ? [{ how: 'raised', by: one } as const] : []));
  }
  return targets.flatMap((one): Origin[] => {
    if (isRegistered(one) && one.definition.events === true) return [{ how: 'raised', by: one }];
    if (one.definition.abstract === true || isKeptByHost(one)) return [];
    if (!one.definition.operations.includes('list')) throw unwatchable(query, one);
    if (query.withinSeconds === undefined) throw untold(query, one);
    return [{ how: 'polled', of: one, withinSeconds: query.withinSeconds }];
  });
}

/** Of those instances the host itself tells what becomes of them. */
function isKeptByHost({ definition: { name, keptBy } }: KnownClass): boolean {
  return keptBy === 'host' || keptBy === 'push' || name === '__EventFilter' || name === '__FilterToConsumerBinding';
}

/** Objects say of themselves what they are; what their class derives from is known here. */
function factsIn(namespace: string, classes: ClassDirectory): ObjectFacts {
  const isA = remembered((both: string) => {
    const [name, of] = both.split('\n') as [string, string];
    const place = classes.find(namespace, name);
    return place !== undefined && classes.isA(place, of);
  });
  const derivation = (object: JsonObject): readonly string[] => {
    const place = typeof object['__CLASS'] === 'string' ? classes.find(namespace, object['__CLASS']) : undefined;
    return place === undefined ? [] : classes.derivation(place);
  };
  const facts: ObjectFacts = {
    system: (property, object) => {
      if (property === '__DERIVATION') return derivation(object);
      if (property === '__SUPERCLASS') return derivation(object)[0];
      if (property === '__DYNASTY') return derivation(object).at(-1) ?? object['__CLASS'];
      if (property === '__NAMESPACE') return namespace;
      return selfDescribed.system(property, object);
    },
    isA: (object, name) => typeof object['__CLASS'] === 'string' && isA(`${object['__CLASS']}\n${name}`),
  };
  return { ...facts, embedded: facts }; // An instance within an event says its own class, too.
}

/** Classes are few: what was asked of one is not looked up for each event. A query is bound anew when classes have changed. */
function remembered(ask: (of: string) => boolean): (of: string) => boolean {
  const known = new Map<string, boolean>();
  return (of) => {
    const key = foldName(of);
    let answer = known.get(key);
    if (answer === undefined) known.set(key, (answer = ask(of)));
    return answer;
  };
}

function noEvent({ text, classAt }: EventQuery, { namespace, definition: { name } }: ClassPlace): ProviderError {
  return invalidQuery(text, classAt, `${namespace}:${name} is a class of what there is, and not of events.`, {
    remedy: `Watch what becomes of its instances: SELECT * FROM ${INSTANCE_EVENTS} WITHIN 5 WHERE TargetInstance ISA '${name}'.`,
  });
}

function untold({ text, classAt }: EventQuery, { namespace, definition: { name } }: ClassPlace): ProviderError {
  return invalidQuery(text, classAt, `Nobody tells what becomes of the instances of ${namespace}:${name}.`, {
    expected: ['WITHIN'], remedy: 'Say how often the host is to look, in seconds: WITHIN 5 after the class of the event.',
  });
}

function unwatchable({ text, classAt }: EventQuery, { namespace, definition: { name } }: ClassPlace): ProviderError {
  return invalidQuery(text, classAt, `Nobody tells what becomes of the instances of ${namespace}:${name}, and they cannot be listed, so that the host could not look either.`, {
    remedy: `See what the class offers: provost schema ${namespace}:${name}.`,
  });
}
