import { expect, test } from '@jest/globals';
import { foldName, foldNamespace, type ClassDefinition } from '@provost/protocol';
import fc from 'fast-check';
import { HeldRegistrations, type RegisteredClass } from '#src/registration/held-registrations.js';
import { KeptRegistration, WholeRegistrations } from '#src/registration/kept-registration.js';
import { wholeOf, type Registration } from '#src/registration/registration.js';

function classOf(name: string, superclass?: string): ClassDefinition {
  return { name, key: ['id'], schema: { type: 'object', properties: { id: { type: 'string' } } }, methods: {}, operations: ['get'], ...(superclass === undefined ? {} : { superclass }) };
}

function registrationOf(name: string, namespace: string, classes: readonly ClassDefinition[]): Registration {
  return {
    name, path: `/srv/${name}`, description: { name, namespace, kinds: ['object'], classes }, node: '/usr/bin/node', hostsNode: true, link: false, enabled: true, config: {}, environment: {}, credentials: {},
    target: { kind: 'node', entry: `/srv/${name}/index.js`, root: `/srv/${name}`, runtime: '/sdk/runtime.cjs' }, filesHash: 'aa', registeredAt: '2026-01-01T00:00:00.000Z',
  };
}

/** What is kept, as a host keeps it, and how often it was read. */
function heldOf(): { held: HeldRegistrations; put: (registration: Registration) => KeptRegistration; remove: (name: string) => void; reads: () => number } {
  const kept = new Map<string, Registration>();
  let reads = 0;
  const whole = new WholeRegistrations((name) => {
    reads += 1;
    return structuredClone(kept.get(name) as Registration);
  });
  const held = new HeldRegistrations();
  const pin = (name: string): void => {
    const before = held.get(name);
    if (before instanceof KeptRegistration) before.pin();
  };
  return {
    held,
    put: (registration) => {
      pin(registration.name);
      kept.set(registration.name, registration);
      const one = new KeptRegistration(registration, whole);
      held.set(one, registration.description.classes);
      return one;
    },
    remove: (name) => {
      pin(name);
      kept.delete(name);
      held.delete(name);
    },
    reads: () => reads,
  };
}

const asTexts = (classes: readonly RegisteredClass[]): string[] => classes.map(({ registration, namespace, definition }) => `${registration.name} ${namespace}:${definition.name}`);
const names = fc.constantFrom('a', 'b', 'c', 'd');
const namespaces = fc.constantFrom('root/one', 'Root/One', 'root/two');
const someClasses = fc.uniqueArray(fc.record({ name: fc.constantFrom('Note', 'note', 'Task', 'File'), superclass: fc.option(fc.constantFrom('Task', 'Base'), { nil: undefined }) }), { selector: ({ name }) => foldName(name), maxLength: 3 });
const step = fc.oneof(
  fc.record({ do: fc.constant('put' as const), name: names, namespace: namespaces, classes: someClasses }),
  fc.record({ do: fc.constant('remove' as const), name: names }),
);

test('whatever is registered, updated and unregistered in turn: names, classes and namespaces are found as if all were looked through', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
    const { held, put, remove } = heldOf();
    const model = new Map<string, Registration>();
    for (const one of steps) {
      if (one.do === 'remove') {
        if (model.delete(one.name)) remove(one.name);
        continue;
      }
      // As registering does, which refuses a class that another serves.
      const isServed = (name: string): boolean => [...model.values()].some((other) => other.name !== one.name && foldNamespace(other.description.namespace) === foldNamespace(one.namespace) && other.description.classes.some((served) => foldName(served.name) === foldName(name)));
      const registration = registrationOf(one.name, one.namespace, one.classes.filter(({ name }) => !isServed(name)).map(({ name, superclass }) => classOf(name, superclass)));
      model.set(one.name, registration);
      put(registration);
      held.inOrder(); // So that the order is kept from here on, and not made anew.
    }
    const all = [...model.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    const classes = all.flatMap((registration) => registration.description.classes.map((definition) => ({ registration, namespace: registration.description.namespace, name: definition.name, superclass: definition.superclass, definition })));
    expect(held.inOrder().map(({ name }) => name)).toEqual(all.map(({ name }) => name));
    expect(held.inOrder().map((one) => wholeOf(one))).toEqual(all);
    expect(held.inOrder({ after: 'b', limit: 1 }).map(({ name }) => name)).toEqual(all.map(({ name }) => name).filter((name) => name > 'b').slice(0, 1));
    for (const name of ['NOTE', 'Task', 'File', 'Base']) {
      const places = (found: typeof classes): string[] => asTexts(found).sort();
      expect(asTexts(held.classesNamed(name)).sort()).toEqual(places(classes.filter((one) => foldName(one.name) === foldName(name))));
      expect(asTexts(held.childrenOf('ROOT/one', name)).sort()).toEqual(places(classes.filter((one) => foldNamespace(one.namespace) === 'root/one' && one.superclass !== undefined && foldName(one.superclass) === foldName(name))));
      expect(held.classAt('root/TWO', name)?.registration.name).toBe(classes.find((one) => one.namespace === 'root/two' && foldName(one.name) === foldName(name))?.registration.name);
    }
    expect(held.namespaces()[0] === undefined).toBe(classes.length === 0);
    expect(new Set(held.namespaces())).toEqual(new Set(classes.map(({ namespace }) => namespace)));
    expect([...held.classNames('root/one')].sort()).toEqual(classes.filter(({ namespace }) => foldNamespace(namespace) === 'root/one').map(({ name }) => name).sort());
  }), { numRuns: 300 });
});

test('whoever has a registration that was updated or unregistered since finds in it what it was', () => {
  const { put, remove } = heldOf();
  const first = put(registrationOf('notes', 'root/app', [classOf('Note')]));
  const second = put({ ...registrationOf('notes', 'root/app', [classOf('Task')]), config: { port: 2 } });
  remove('notes');
  expect(first.description.classes.map(({ name }) => name)).toEqual(['Note']);
  expect([second.description.classes.map(({ name }) => name), second.config]).toEqual([['Task'], { port: 2 }]);
});

test('of ten thousand registrations none is read to list them, a page of them, or to find a class; of what is alike there is one object', () => {
  const { held, put, reads } = heldOf();
  for (let number = 0; number < 10_000; number += 1) put(registrationOf(`provider-${number}`, 'root/many', [classOf(`Thing${number}`)]));
  const shown = held.inOrder({ after: 'provider-5', limit: 3 }).map(({ name, enabled, path, node, description: { namespace, kinds, limits } }) => [name, enabled, path, node, namespace, kinds, limits]);
  expect(shown[0]).toEqual(['provider-50', true, '/srv/provider-50', '/usr/bin/node', 'root/many', ['object'], undefined]);
  expect(held.classAt('root/many', 'thing9999')?.registration.name).toBe('provider-9999');
  expect(new Set(held.inOrder().map(({ description }) => description.kinds)).size).toBe(1);
  expect(reads()).toBe(0);
  const { definition } = held.classAt('root/many', 'Thing77') as RegisteredClass;
  expect([definition.name, reads()]).toEqual(['Thing77', 1]);
  expect(held.get('provider-77')?.target).toMatchObject({ entry: '/srv/provider-77/index.js' });
  expect(reads()).toBe(1);
});
