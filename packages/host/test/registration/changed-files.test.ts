import { beforeEach, expect, test } from '@jest/globals';
import type { ClassDefinition, ProviderError } from '@provost/protocol';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wholeOf } from '#src/registration/registration.js';
import { Registrations, type Describe } from '#src/registration/registrations.js';
import type { Repository } from '#src/repository/repository.js';
import { MadeUpClock } from '../made-up-clock.js';
import { openRepository } from '../repository/open-repository.js';
import { describedNotes, newPackage, write } from './made-up-package.js';

let repository: Repository;
let registrations: Registrations;

beforeEach(async () => {
  repository = await openRepository();
  registrations = new Registrations(repository, new MadeUpClock());
});

const CONFIG = { type: 'object', additionalProperties: false, required: ['level'], properties: { level: { type: 'string' } } };

const says = (description: unknown): Describe => () => Promise.resolve(description);

const failureOf = (act: Promise<unknown>): Promise<ProviderError> => act.then(() => Promise.reject(new Error('it was taken')), (error: unknown) => error as ProviderError);

test('F-C15 changed files are refused at load with both hashes, until it is registered again', async () => {
  const path = newPackage();
  const { registration } = await registrations.register({ path }, says(describedNotes()));
  await expect(registrations.current(registration, says(undefined))).resolves.toBe(registration);
  expect(await registrations.isChanged(registration)).toBe(false);
  write(path, { 'lib/added.js': '' });
  expect(await registrations.isChanged(registration)).toBe(true);
  const error = await failureOf(registrations.current(registration, says(undefined)));
  const { registered, found } = error.facts as unknown as { registered: string; found: string };
  expect([error.code, registered]).toEqual(['PROVIDER_CHANGED', registration.filesHash]);
  expect(error.message).toBe(
    `PROVIDER_CHANGED: The files of provider "notes" in ${path} have changed since it was registered: lib/added.js was added; their hash was ${registered.slice(0, 12)} and is ${found.slice(0, 12)}.`,
  );
  expect(error.remedy).toBe(`Register it again: provost register ${path}. For development: --link.`);
  const again = await registrations.register({ path }, says(describedNotes()));
  await expect(registrations.current(registration, says(undefined))).resolves.toBe(again.registration);
});

test('F-C15 the files that differ are named, a few of many, and a registration of an earlier host has none to name', async () => {
  const path = newPackage(Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`lib/${name}.js`, '1'])));
  const { registration } = await registrations.register({ path }, says(describedNotes()));
  write(path, { 'lib/a.js': '2', 'lib/c.js': '2', 'lib/d.js': '2', 'lib/e.js': '2', 'lib/z\u001b[2J.js': '1', 'lib/zz.js': '1' });
  rmSync(join(path, 'lib/b.js'));
  const error = await failureOf(registrations.current(registration, says(undefined)));
  expect(error.message).toContain(`since it was registered: lib/a.js was changed, lib/b.js was removed, lib/c.js was changed, lib/d.js was changed, lib/e.js was changed, and 2 more; their hash was`);
  expect(error.facts['changes']).toEqual(expect.arrayContaining(['lib/z\\e[2J.js was added', 'lib/zz.js was added']));
  const { files, ...earlier } = wholeOf(registration);
  expect(files).toHaveLength(7);
  repository.table<unknown>('registrations').put('notes', earlier);
  const old = await failureOf(new Registrations(repository, new MadeUpClock()).current(earlier, says(undefined)));
  expect(old.message).toContain('since it was registered: their hash was');
});

test('F-C18 a credential that is rotated beside the program changes no program', async () => {
  const path = newPackage();
  const token = join(path, 'token');
  writeFileSync(token, 'a', { mode: 0o600 });
  const asks = describedNotes({ credentials: ['token'] });
  const { registration } = await registrations.register({ path, credentials: { token: { file: token } } }, says(asks));
  writeFileSync(token, 'b');
  await expect(registrations.current(registration, says(undefined))).resolves.toBe(registration);
  const folder = newPackage();
  const moved = join(folder, 'token');
  renameSync(token, moved);
  await registrations.register({ path, credentials: { token: { file: moved } } }, says(asks));
  // Only its answer says which registration it is, and so which credential it has.
  const { registration: again } = await registrations.register({ path: folder }, says(asks));
  writeFileSync(moved, 'c');
  await expect(registrations.current(again, says(undefined))).resolves.toBe(again);
});

test('changed files of a linked one are described anew, with all that was given with it', async () => {
  const path = newPackage();
  const { registration } = await registrations.register({ path, link: true, config: { level: 'a' } }, says(describedNotes({ config: CONFIG })));
  write(path, { 'notes.js': 'export default 3;\n' });
  const [note] = describedNotes()['classes'] as ClassDefinition[];
  const anew = describedNotes({ config: CONFIG, classes: [note, { ...(note as ClassDefinition), name: 'Tag' }] });
  const current = await registrations.current(registration, says(anew));
  expect(current).toMatchObject({ name: 'notes', link: true, config: { level: 'a' } });
  expect(current.description.classes.map(({ name }) => name)).toEqual(['Note', 'Tag']);
  await expect(registrations.current(registration, says(undefined))).resolves.toBe(current);
});
