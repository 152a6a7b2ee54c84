import { expect, test } from '@jest/globals';
import { descriptionFaults } from '@provost/protocol';

const CLASS = {
  name: 'Note', key: ['id'], methods: {}, operations: ['get', 'list'],
  schema: { type: 'object', properties: { id: { type: 'string' }, heat: { type: 'number' } }, required: ['id'], additionalProperties: false },
};

function faultsOf(change: object): string[] {
  return descriptionFaults({ name: 'notes', namespace: 'root/app', kinds: ['object'], classes: [{ ...CLASS, ...change }] });
}

test.each([
  [{ superclass: 'Thing' }],
  [{ abstract: true, operations: [] }],
  [{ keptBy: 'host', operations: ['get', 'list', 'create', 'modify', 'delete'], dynamic: { heat: {} } }],
  [{ keptBy: 'host', dynamic: { heat: { writable: true } } }],
  [{ keptBy: 'push' }],
  [{ events: true }],
  [{ superclass: '__EventConsumer', keptBy: 'host', consumes: true }],
  [{ superclass: '__ExtrinsicEvent', key: [], operations: [], events: true, schema: { ...CLASS.schema, required: [] } }],
])('a class may say of its part %j', (change) => {
  expect(faultsOf(change)).toEqual([]);
});

test.each([
  [{ superclass: 'a b' }, 'class Note: superclass must be the name of a class'],
  [{ abstract: 'yes' }, 'class Note: abstract must be true or false'],
  [{ keptBy: 'hosts' }, 'class Note: keptBy must be one of provider, push, host, did you mean "host"?'],
  [{ abstract: true }, 'class Note is abstract, so that it has no instances of its own, and offers get, list'],
  [{ dynamic: { heat: {} } }, 'class Note: dynamic properties are those of a class that the host keeps (keptBy: "host")'],
  [{ keptBy: 'host', dynamic: { cold: {} } }, 'class Note: the dynamic property "cold" is not among its properties'],
  [{ keptBy: 'host', dynamic: { id: {} } }, 'class Note: the dynamic property "id" is part of its key, which never changes'],
  [{ keptBy: 'host', dynamic: { heat: { often: 1 } } }, 'class Note: the dynamic property "heat" must be described by { writable?: true or false }'],
  [{ keptBy: 'push', operations: ['get', 'create'] }, 'class Note: what a provider has pushed is read with get and list, and changed by the provider alone'],
  [{ keptBy: 'push', events: true }, 'class Note: what becomes of instances that the host keeps is told by the host; leave events out'],
  [{ consumes: true, superclass: '__EventConsumer' }, 'class Note: consumers are kept by the host (keptBy: "host")'],
  [{ superclass: '__ExtrinsicEvent' }, 'class Note: an event class has no instances, so no operations, methods or key'],
  [{ schema: { ...CLASS.schema, properties: { ...CLASS.schema.properties, heat: { type: 'string', class: 'Thing' } } } }, 'class Note.heat: class has no effect without "format": "reference"'],
])('a class may not say of its part %j', (change, fault) => {
  expect(faultsOf(change)).toEqual([fault]);
});
