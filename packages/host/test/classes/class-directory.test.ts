import { beforeEach, expect, test } from '@jest/globals';
import { parsePath, type ClassDefinition, type SchemaNode } from '@provost/protocol';
import { hostClass, type HostClass } from '#src/host-classes/host-class.js';
import { ClassDirectory } from '#src/classes/class-directory.js';
import { StaticClasses } from '#src/classes/static-classes.js';
import { StaticObjects } from '#src/classes/static-objects.js';
import { Registrations } from '#src/registration/registrations.js';
import { MadeUpClock } from '../made-up-clock.js';
import { describedNotes, newPackage } from '../registration/made-up-package.js';
import { classNamed } from './made-up-classes.js';
import { openRepository } from '../repository/open-repository.js';

const OWN: HostClass = hostClass(
  { namespace: 'root', name: '__Lamp', key: [], schema: { type: 'object', properties: {}, additionalProperties: false } },
  { get: () => ({}), list: () => [{}] },
);

let registrations: Registrations;
let classes: ClassDirectory;
let objects: StaticObjects;

beforeEach(async () => {
  const repository = await openRepository();
  registrations = new Registrations(repository, new MadeUpClock());
  objects = new StaticObjects(repository);
  classes = new ClassDirectory({ repository, registrations, own: [OWN], objects, statics: new StaticClasses(repository, objects) });
  registrations.judge = (description) => classes.faultsOf(description);
});

async function register(namespace: string): Promise<void> {
  await registrations.register({ path: newPackage() }, () => Promise.resolve(describedNotes({ namespace })));
}

test('a class of the host\'s own is found as those of providers are: with its namespace or without, whatever the case', async () => {
  await register('root/app');
  for (const path of ['root:__Lamp', '__Lamp', 'ROOT:__lamp=@']) expect(classes.classOf(parsePath(path))).toBe(OWN);
  expect(classes.classOf(parsePath('Note'))).toMatchObject({ namespace: 'root/app', registration: { name: 'notes' } });
});

test('a class of the host\'s own offers the operations that there is a function for', () => {
  expect(OWN.definition.operations).toEqual(['get', 'list']);
  expect(classes.list()[0]).toEqual({ namespace: 'root', name: '__Lamp', provider: 'host', key: [], operations: ['get', 'list'], methods: [] });
});

test('those of providers are listed first, then the host\'s; of one namespace or of all', async () => {
  await register('root/app');
  expect(classes.list().map(({ name, provider }) => [name, provider]).slice(0, 2)).toEqual([['Note', 'notes'], ['__Lamp', 'host']]);
  expect(classes.list('Root/App').map(({ name }) => name)).toEqual(['Note']);
  expect(classes.list('root').map(({ name }) => name).slice(0, 3)).toEqual(['__Lamp', '__SystemClass', '__Namespace']);
  expect(classes.namespaces.list()).toEqual(['root', 'root/app']);
  expect(() => classes.list('root/ap')).toThrow('INVALID_NAMESPACE: There is no namespace "root/ap", did you mean "root/app"?');
});

test.each([
  ['root:__Lmap', 'INVALID_CLASS: There is no class "__Lmap" in root, did you mean "__Lamp"?'],
  ['__Lmap', 'INVALID_CLASS: There is no class "__Lmap", did you mean "__Lamp"?'],
  ['root:Disk', 'INVALID_CLASS: There is no class "Disk" in root.'],
  ['root/app:__Lamp', 'INVALID_CLASS: There is no class "__Lamp" in root/app; there is root:__Lamp.'],
  ['root/nowhere:Disk', 'INVALID_NAMESPACE: There is no namespace "root/nowhere".'],
  ['Noet', 'INVALID_CLASS: There is no class "Noet", did you mean "Note"?'],
])('P11 %s is not there, and it is said what is', async (path, message) => {
  await register('root/app');
  expect(() => classes.classOf(parsePath(path))).toThrow(message);
});

test('a provider in root has its classes beside the host\'s', async () => {
  await register('root');
  expect(classes.classOf(parsePath('root:Note'))).toMatchObject({ registration: { name: 'notes' } });
  expect(classes.list('root').map(({ name }) => name).slice(0, 2)).toEqual(['Note', '__Lamp']);
  expect(classes.namespaces.list()).toEqual(['root']);
  expect(() => classes.classOf(parsePath('root:Noet'))).toThrow('INVALID_CLASS: There is no class "Noet" in root, did you mean "Note"?');
});

test('a namespace in which the host keeps instances is there, whoever served their classes, and is removed only without them', async () => {
  const [item, part] = [classNamed('Item'), classNamed('Part')];
  const below = classes.namespaces.functionsOf('root');
  void below.create?.({ Name: 'Depot' }, undefined as never);
  for (let n = 0; n < 300; n++) objects.create('root/Depot', item, { id: `${n}` });
  objects.create('root/shed/back', part, { id: 'one' });
  expect([...objects.classes()]).toEqual([{ namespace: 'root/depot', name: 'item' }, { namespace: 'root/shed/back', name: 'part' }]);
  expect(classes.namespaces.list()).toEqual(['root', 'root/Depot', 'root/shed', 'root/shed/back']);
  expect(() => below.delete?.({ Name: 'Depot' }, undefined as never)).toThrow('NAMESPACE_NOT_EMPTY: The host keeps instances of item in root/Depot.');
  for (let n = 0; n < 300; n++) objects.delete('root/Depot', item, { id: `${n}` });
  expect(below.delete?.({ Name: 'Depot' }, undefined as never)).toBe(true);
  expect(classes.namespaces.list()).toEqual(['root', 'root/shed', 'root/shed/back']);
});

// --- how classes derive from each other

test('what derives from a class is found after it, and what it derives from the nearest first; system classes are in every namespace', async () => {
  await register('root/app');
  classes.define('root/app', classNamed('Task', { superclass: 'Note'}));
  classes.define('root/app', classNamed('Chore', { superclass: 'Task'}));
  const note = classes.classOf(parsePath('Note'));
  const chore = classes.classOf(parsePath('Chore'));
  expect(classes.derived(note).map(({ definition }) => definition.name)).toEqual(['Task', 'Chore']);
  expect(classes.derivation(chore)).toEqual(['Task', 'Note']);
  expect([classes.isA(chore, 'note'), classes.isA(note, 'Chore')]).toEqual([true, false]);
  const event = classes.find('ROOT/app', '__instancecreationevent');
  expect(event).toMatchObject({ namespace: 'root/app', definition: { name: '__InstanceCreationEvent', operations: [] } });
  expect(classes.derivation(event as HostClass)).toEqual(['__InstanceOperationEvent', '__Event', '__SystemClass']);
  expect(classes.derived(classes.find('root', '__InstanceOperationEvent') as HostClass).map(({ definition }) => definition.name)).toEqual(['__InstanceCreationEvent', '__InstanceModificationEvent', '__InstanceDeletionEvent']);
});

test.each([
  [{ superclass: 'Noet' }, 'INVALID_SUPERCLASS: The class cannot be defined: class Task derives from Noet, and there is no such class in its namespace.'],
  [{ superclass: 'Task' }, 'class Task derives from itself'],
  [{ superclass: 'Note', key: ['no'], schema: { type: 'object', properties: { no: { type: 'integer' } }, required: ['no'], additionalProperties: false } }, 'class Task has the key no, and inherits id from Note: an inherited key cannot change'],
  [{ superclass: 'Note', schema: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'], additionalProperties: false } }, 'class Task: the property "id" is inherited from Note, and its type cannot change'],
  [{ methods: { go: { params: { type: 'object', properties: {}, additionalProperties: false } } } }, 'INVALID_PARAMETER: The class cannot be defined: it has methods, and no provider that would run them.'],
  [{ key: ['di'] }, 'class Task: the key "di" is not among its properties'],
] satisfies readonly [Partial<ClassDefinition>, string][])('a class by hand that %j is refused', async (change, sentence) => {
  await register('root/app');
  expect(() => classes.define('root/app', classNamed('Task', change))).toThrow(sentence);
  expect(classes.find('root/app', 'Task')).toBeUndefined();
});

test('a class by hand inherits its key and the properties of its superclass without saying them again', async () => {
  await register('root/app');
  classes.define('root/app', classNamed('Task', { superclass: 'Note', key: [], schema: { type: 'object', properties: { due: { type: 'string' } }, additionalProperties: false } }));
  const note = classes.classOf(parsePath('Note')).definition;
  const { key, schema } = classes.classOf(parsePath('Task')).definition;
  expect(key).toEqual(note.key);
  expect(Object.keys(schema.properties ?? {})).toEqual([...Object.keys(note.schema.properties ?? {}), 'due']);
  expect(schema.required).toEqual(note.schema.required);
});

test('P11 a class by hand is not changed into one that its instances or the classes that derive from it do not fit', async () => {
  await register('root/app');
  const thing = classNamed('Thing', { properties: { size: { type: 'integer' } } });
  classes.define('root/app', thing);
  classes.define('root/app', classNamed('Part', { superclass: 'Thing', properties: { size: { type: 'integer' } } }));
  objects.create('root/app', thing, { id: '1', size: 5 });
  const changed = (size: SchemaNode): ClassDefinition => classNamed('Thing', { properties: { size } });
  expect(() => classes.define('root/app', changed({ type: 'string' }))).toThrow('CLASS_HAS_CHILDREN: root/app:Thing cannot be changed so, since classes derive from it: class Part: the property "size" is inherited from Thing, and its type cannot change.');
  classes.remove(parsePath('Part'));
  expect(() => classes.define('root/app', changed({ type: 'integer', maximum: 4 }))).toThrow('CLASS_HAS_INSTANCES: 1 instance of root/app:Thing would not fit it any more; the first is {"id":"1"}: size must be a whole number of at most 4, and is 5.');
  expect(() => classes.define('root/app', classNamed('Thing', { abstract: true }))).toThrow('CLASS_HAS_INSTANCES: root/app:Thing has instances, so it cannot become abstract.');
  expect(classes.classOf(parsePath('Thing')).definition.schema).toEqual(thing.schema);
  classes.define('root/app', changed({ type: 'integer', maximum: 5 }));
  expect(classes.classOf(parsePath('Thing')).definition.schema.properties?.['size']).toEqual({ type: 'integer', maximum: 5 });
});

test('a reference names an instance of its class, or of one that derives from it', async () => {
  await register('root/app');
  classes.define('root/app', classNamed('Task', { superclass: 'Note', key: [] }));
  expect(classes.referenceFault('root/app', 'Note.id="7"', 'Note')).toBeUndefined();
  expect(classes.referenceFault('root/app', 'root/app:Task.id="7"', 'note')).toBeUndefined();
  expect(classes.referenceFault('root/app', 'Note.id="7"', 'Task')).toBe('root/app:Note is none');
  expect(classes.referenceFault('root/app', 'Noet.id="7"', 'Note')).toBe('there is no class root/app:Noet');
});

test('a provider may derive its classes from those of others, and is refused with every fault', async () => {
  await register('root/app');
  const tasks = (superclass: string): Record<string, unknown> => describedNotes({ name: 'tasks', classes: [classNamed('Task', { superclass}), classNamed('Chore', { superclass: 'Task'})] });
  await expect(registrations.register({ path: newPackage() }, () => Promise.resolve(tasks('Thing')))).rejects.toThrow('class Task derives from Thing, and there is no such class in its namespace');
  await registrations.register({ path: newPackage() }, () => Promise.resolve(tasks('Note')));
  expect(classes.derived(classes.classOf(parsePath('Note'))).map(({ definition }) => definition.name)).toEqual(['Task', 'Chore']);
});

test('a class by hand is removed once nothing derives from it and it has no instances; others are not', async () => {
  await register('root/app');
  const [thing, part] = [classNamed('Thing'), classNamed('Part', { superclass: 'Thing' })];
  classes.define('root/app', thing);
  classes.define('root/app', part);
  expect(() => classes.remove(parsePath('Thing'))).toThrow('CLASS_HAS_CHILDREN: Part of root/app derives from root/app:Thing.');
  objects.create('root/app', part, { id: '1' });
  expect(() => classes.remove(parsePath('Part'))).toThrow('CLASS_HAS_INSTANCES: root/app:Part has instances.');
  objects.delete('root/app', part, { id: '1' });
  classes.remove(parsePath('Part'));
  classes.remove(parsePath('Thing'));
  expect(classes.find('root/app', 'Thing')).toBeUndefined();
  expect(() => classes.remove(parsePath('Note'))).toThrow('NOT_SUPPORTED: root/app:Note is served by provider "notes", and was not defined by hand.');
  expect(() => classes.define('root/app', classNamed('Note'))).toThrow('ALREADY_EXISTS: root/app:Note is served by provider "notes" already.');
});
