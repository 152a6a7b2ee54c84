/** The classes of events that WMI has of itself: of instances, classes and namespaces. Who raises them is left to others; here is what a query may ask of them. */
import { foldName, type SchemaNode } from '@provost/protocol';
import type { QueriedClass } from './check-query.js';

/** An event class with those it derives from, the nearest first. */
export interface IntrinsicEventClass extends QueriedClass {
  readonly derivation: readonly string[];
  /** The property with the object that the event is about, where it is about one. */
  readonly target?: string;
}

const OBJECT: SchemaNode = { type: 'object', additionalProperties: true };
const OF_EVERY: Readonly<Record<string, SchemaNode>> = { TIME_CREATED: { type: 'string', format: 'int64' }, SECURITY_DESCRIPTOR: { type: 'array', items: { type: 'integer' } } };

function eventClass(name: string, derivation: readonly string[], properties: Readonly<Record<string, SchemaNode>>, target?: string): IntrinsicEventClass {
  return { name, derivation, schema: { type: 'object', properties: { ...properties, ...OF_EVERY }, additionalProperties: false }, ...(target !== undefined && { target }) };
}

/** `__InstanceOperationEvent` and the three that derive from it, and the same of classes and namespaces. */
function operationEvents(subject: string): IntrinsicEventClass[] {
  const [target, parent] = [`Target${subject}`, `__${subject}OperationEvent`];
  const properties = { [target]: OBJECT };
  const derived = ['Creation', 'Modification', 'Deletion'].map((what) =>
    eventClass(`__${subject}${what}Event`, [parent, '__Event'], what === 'Modification' ? { ...properties, [`Previous${subject}`]: OBJECT } : properties, target),
  );
  return [eventClass(parent, ['__Event'], properties, target), ...derived];
}

const classes: ReadonlyMap<string, IntrinsicEventClass> = /* @__PURE__ */ new Map(
  [eventClass('__Event', [], {}), eventClass('__ExtrinsicEvent', ['__Event'], {}), ...['Instance', 'Class', 'Namespace'].flatMap(operationEvents)].map((one) => [foldName(one.name), one]),
);

/** The event class of a name in whatever case; undefined where WMI has none of itself. */
export function intrinsicEventClass(name: string): IntrinsicEventClass | undefined {
  return classes.get(foldName(name));
}
