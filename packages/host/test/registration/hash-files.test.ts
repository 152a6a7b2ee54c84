import { expect, test } from '@jest/globals';
import { chmodSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTarget } from '#src/registration/find-target.js';
import { hashFiles, withoutFiles } from '#src/registration/hash-files.js';
import { newPackage, write } from './made-up-package.js';

/** So late that everything counts as old. */
const at = new Date('2999-01-01');

test.each<[string, (folder: string) => void]>([
  ['the entry is edited', (folder) => write(folder, { 'notes.js': 'export default { };\n' })],
  ['the entry is edited without a change of size or time', (folder) => {
    writeFileSync(join(folder, 'notes.js'), 'export default [];\n');
    utimesSync(join(folder, 'notes.js'), 1, 1);
  }],
  ['another file of the package is edited', (folder) => write(folder, { 'lib/store.js': '2' })],
  ['a file comes', (folder) => write(folder, { 'lib/new.js': '' })],
  ['a file goes', (folder) => rmSync(join(folder, 'lib/store.js'))],
  ['a file is renamed', (folder) => renameSync(join(folder, 'lib/store.js'), join(folder, 'lib/stored.js'))],
  ['package.json is edited', (folder) => write(folder, { 'package.json': { provost: { entry: 'notes.js' }, type: 'module' } })],
  ['a link leads elsewhere', (folder) => {
    rmSync(join(folder, 'link'));
    symlinkSync('elsewhere', join(folder, 'link'));
  }],
])('F-C15 the hash changes when %s', async (_name, change) => {
  const folder = newPackage({ 'lib/store.js': '1' });
  symlinkSync('somewhere', join(folder, 'link'));
  const target = findTarget(folder);
  const before = await hashFiles(target, { at });
  expect(await hashFiles(target, { at, known: before })).toBe(before);
  change(folder);
  const after = await hashFiles(target, { at, known: before });
  expect(after.hash).not.toBe(before.hash);
});

test.each<[string, (folder: string) => void]>([
  ['what is installed below node_modules changes', (folder) => write(folder, { 'node_modules/left/index.js': '2' })],
  ['a hidden folder changes', (folder) => write(folder, { '.git/HEAD': '2' })],
  ['Python writes what it compiled', (folder) => write(folder, { '__pycache__/x.pyc': '2' })],
  ['a file is written again as it was', (folder) => write(folder, { 'notes.js': 'export default {};\n' })],
])('the hash is the same when %s', async (_name, change) => {
  const folder = newPackage();
  const target = findTarget(folder);
  const before = await hashFiles(target, { at });
  change(folder);
  expect((await hashFiles(target, { at, known: before })).hash).toBe(before.hash);
});

test('the hash is that of the content, wherever the package lies', async () => {
  const [one, other] = await Promise.all([newPackage(), newPackage()].map((folder) => hashFiles(findTarget(folder), { at })));
  expect([one?.hash, one?.files.size]).toEqual([other?.hash, 2]);
  expect(one?.hash).toMatch(/^[0-9a-f]{64}$/);
});

test('a file that was just written is hashed again, since a later change of it might not show', async () => {
  const target = findTarget(newPackage());
  const young = await hashFiles(target, { at: new Date() });
  expect(young.settled).toBe(false);
  const again = await hashFiles(target, { at, known: young });
  expect([again === young, again.hash, again.settled]).toEqual([false, young.hash, true]);
});

test.each([
  [{ files: 1, bytes: 1_000 }, '1 files'],
  [{ files: 10, bytes: 30 }, '30 bytes'],
])('a package beyond %j is refused', async (limits, words) => {
  const folder = newPackage();
  await expect(hashFiles(findTarget(folder), { at, limits })).rejects.toMatchObject({
    message: `INVALID_REGISTRATION: ${folder} cannot be registered: it holds more than ${words}, too many to notice a change in them.`,
    remedy: 'Give the provider a folder with a package.json of its own.',
  });
});

test('F-P1 a package that is gone is told with what is missing', async () => {
  const folder = newPackage();
  const target = findTarget(folder);
  rmSync(folder, { recursive: true });
  await expect(hashFiles(target, { at })).rejects.toMatchObject({ message: `INVALID_REGISTRATION: ${folder} cannot be registered: ${folder} cannot be read (ENOENT).` });
});

/** A provider of several files in a folder with others' files, registered as the file that it begins with. */
function newSingle(): { folder: string; entry: string } {
  const folder = newPackage({
    'notes.js': "import { store } from './lib/store.js';\nconst more = require('./more');\n",
    'lib/store.js': "export * from '../lib/deep.mjs';\nimport left from '../node_modules/left/index.js';\n",
    'lib/deep.mjs': "import './store.js';\n",
    'more.js': '',
    'neighbour.js': '1',
  });
  return { folder, entry: join(folder, 'notes.js') };
}

test('of a single file, that file counts and what it imports, and what that imports', async () => {
  const { files } = await hashFiles(findTarget(newSingle().entry), { at });
  expect([...files.keys()]).toEqual(['lib/deep.mjs', 'lib/store.js', 'more.js', 'notes.js']);
});

test.each<[string, (folder: string) => void, boolean]>([
  ['a neighbour is edited', (folder) => write(folder, { 'neighbour.js': '2' }), false],
  ['a neighbour comes', (folder) => write(folder, { 'stranger.js': '2' }), false],
  ['package.json is edited', (folder) => write(folder, { 'package.json': { version: '2' } }), false],
  ['the file itself is edited', (folder) => write(folder, { 'notes.js': "import './lib/store.js';\n" }), true],
  ['what an imported file imports is edited', (folder) => write(folder, { 'lib/deep.mjs': '2' }), true],
  ['an imported file goes', (folder) => rmSync(join(folder, 'more.js')), true],
  ['an import finds another file', (folder) => write(folder, { more: '' }), true],
])('F-C15 of a single file, when %s, the hash changes: %s', async (_name, change, changes) => {
  const { folder, entry } = newSingle();
  const target = findTarget(entry);
  const before = await hashFiles(target, { at });
  expect(await hashFiles(target, { at, known: before })).toBe(before);
  change(folder);
  expect((await hashFiles(target, { at, known: before })).hash !== before.hash).toBe(changes);
});

test('of a single program in another language, that file alone counts', async () => {
  const folder = newPackage({ 'clock.py': "import './notes.js'\n" });
  chmodSync(join(folder, 'clock.py'), 0o755);
  expect([...(await hashFiles(findTarget(join(folder, 'clock.py')), { at })).files.keys()]).toEqual(['clock.py']);
});

test('F-C18 a file that holds a credential does not count, by its name nor by where that leads, also while it is gone', async () => {
  const folder = newPackage({ 'secrets/today': 'a' });
  const target = findTarget(folder);
  symlinkSync('secrets/today', join(folder, 'token'));
  const except = [join(folder, 'token')];
  const before = await hashFiles(target, { at, except });
  expect([...before.files.keys()]).toEqual(['notes.js', 'package.json']);
  write(folder, { 'secrets/today': 'b' });
  expect(await hashFiles(target, { at, known: before, except })).toBe(before);
  rmSync(join(folder, 'secrets/today'));
  expect(await hashFiles(target, { at, known: before, except })).toBe(before);
});

test('what is left out afterwards leaves the hash of the rest', async () => {
  const folder = newPackage();
  const target = findTarget(folder);
  const alone = await hashFiles(target, { at });
  write(folder, { token: 'a' });
  const both = await hashFiles(target, { at });
  expect(withoutFiles(both, folder, [join(folder, 'token')]).hash).toBe(alone.hash);
  expect(withoutFiles(both, folder, [])).toBe(both);
});
