import { beforeEach, expect, test } from '@jest/globals';
import { parsePath } from '@provost/protocol';
import { hostClass, type HostClass } from '#src/host-classes/host-class.js';
import { ClassDirectory } from '#src/operations/class-directory.js';
import { Registrations } from '#src/registration/registrations.js';
import { MadeUpClock } from '../made-up-clock.js';
import { describedNotes, newPackage } from '../registration/made-up-package.js';
import { openRepository } from '../repository/open-repository.js';

const OWN: HostClass = hostClass(
  { namespace: 'root', name: '__Lamp', key: [], schema: { type: 'object', properties: {}, additionalProperties: false } },
  { get: () => ({}), list: () => [{}] },
);

let registrations: Registrations;
let classes: ClassDirectory;

beforeEach(async () => {
  registrations = new Registrations(await openRepository(), new MadeUpClock());
  classes = new ClassDirectory(registrations, [OWN]);
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
  expect(classes.list()).toEqual([{ namespace: 'root', name: '__Lamp', provider: 'host', key: [], operations: ['get', 'list'], methods: [] }]);
});

test('those of providers are listed first, then the host\'s; of one namespace or of all', async () => {
  await register('root/app');
  expect(classes.list().map(({ name, provider }) => [name, provider])).toEqual([['Note', 'notes'], ['__Lamp', 'host']]);
  expect(classes.list('Root/App').map(({ name }) => name)).toEqual(['Note']);
  expect(classes.list('root').map(({ name }) => name)).toEqual(['__Lamp']);
  expect(classes.namespaces()).toEqual(['root', 'root/app']);
  expect(() => classes.list('root/ap')).toThrow('INVALID_NAMESPACE: There is no namespace "root/ap", did you mean "root/app"?');
});

test.each([
  ['root:__Lmap', 'INVALID_CLASS: There is no class "__Lmap" in root, did you mean "__Lamp"?'],
  ['__Lmap', 'INVALID_CLASS: There is no class "__Lmap", did you mean "__Lamp"?'],
  ['root:Disk', 'INVALID_CLASS: There is no class "Disk" in root.'],
  ['root/app:__Lamp', 'INVALID_CLASS: There is no class "__Lamp" in root/app; there is root:__Lamp.'],
  ['root/nowhere:Disk', 'INVALID_NAMESPACE: There is no namespace "root/nowhere" with classes in it.'],
  ['Noet', 'INVALID_CLASS: There is no class "Noet", did you mean "Note"?'],
])('P11 %s is not there, and it is said what is', async (path, message) => {
  await register('root/app');
  expect(() => classes.classOf(parsePath(path))).toThrow(message);
});

test('a provider in root has its classes beside the host\'s', async () => {
  await register('root');
  expect(classes.classOf(parsePath('root:Note'))).toMatchObject({ registration: { name: 'notes' } });
  expect(classes.list('root').map(({ name }) => name)).toEqual(['Note', '__Lamp']);
  expect(classes.namespaces()).toEqual(['root']);
  expect(() => classes.classOf(parsePath('root:Noet'))).toThrow('INVALID_CLASS: There is no class "Noet" in root, did you mean "Note"?');
});
