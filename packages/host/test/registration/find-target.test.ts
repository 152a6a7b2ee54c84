import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { exposureOf } from '#src/registration/exposure.js';
import { findTarget, targetFaults } from '#src/registration/find-target.js';
import { SDK, newFolder, newPackage, write } from './made-up-package.js';

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

function refusalOf(path: string): Refusal {
  try {
    findTarget(path);
  } catch (error) {
    return error as Refusal;
  }
  throw new Error(`${path} was taken`);
}

test.each([
  ['"provost": { "entry" }', { provost: { entry: 'notes.js' }, main: 'other.js' }],
  ['"main"', { main: './notes.js' }],
  ['"exports" as a text', { exports: './notes.js', main: 'other.js' }],
  ['"exports" of "."', { exports: { '.': './notes.js' } }],
  ['"exports" of "." with conditions', { exports: { '.': { types: './notes.d.ts', import: './notes.js' } } }],
  ['"exports" that is conditions', { exports: { default: './notes.js' } }],
])('a folder is run as its package.json says: %s', (_name, manifest) => {
  const folder = newPackage({ 'package.json': manifest });
  expect(findTarget(folder)).toEqual({ kind: 'node', entry: join(folder, 'notes.js'), root: folder, runtime: join(folder, 'node_modules/@provost/sdk/runtime.js') });
});

test.each(['.js', '.mjs', '.cjs', '.ts', '.mts'])('a file %s is run by Node, as a part of the nearest package', (extension) => {
  const folder = newPackage({ [`lib/clock${extension}`]: '' });
  expect(findTarget(join(folder, 'lib', `clock${extension}`))).toMatchObject({ kind: 'node', entry: join(folder, `lib/clock${extension}`), root: folder });
});

test('a link to a folder is followed once, so that a deployment may move it', () => {
  const folder = newPackage();
  const link = join(newFolder(), 'current');
  symlinkSync(folder, link);
  expect(findTarget(link)).toMatchObject({ entry: join(folder, 'notes.js'), root: folder });
});

test('a folder with a command is run as it says', () => {
  const folder = newFolder();
  write(folder, { 'provost.json': { command: ['sh', 'clock.sh', '--fast'] } });
  expect(findTarget(folder)).toEqual({ kind: 'command', command: ['sh', 'clock.sh', '--fast'], root: folder });
  write(folder, { 'provost.json': { command: ['./clock.sh'] }, 'clock.sh': '#!/bin/sh\n' });
  chmodSync(join(folder, 'clock.sh'), 0o755);
  expect(findTarget(folder)).toEqual({ kind: 'command', command: [join(folder, 'clock.sh')], root: folder });
  expect(findTarget(join(folder, 'clock.sh'))).toEqual({ kind: 'command', command: [join(folder, 'clock.sh')], root: folder, single: true });
});

test('a command that is a link, as in an environment of Python\'s, is run by its own name', () => {
  const folder = newFolder();
  write(folder, { 'provost.json': { command: ['./venv/bin/python', 'clock.py'] }, 'venv/bin/x': '' });
  symlinkSync('/bin/sh', join(folder, 'venv/bin/python'));
  expect(findTarget(folder)).toMatchObject({ command: [join(folder, 'venv/bin/python'), 'clock.py'] });
});

test('without the SDK beside the provider, the remedy says how to install it', () => {
  const folder = newFolder();
  write(folder, { 'package.json': { main: 'notes.js' }, 'notes.js': '' });
  expect(refusalOf(folder)).toMatchObject({
    message: `INVALID_REGISTRATION: ${join(folder, 'notes.js')} cannot be registered: @provost/sdk cannot be found from there.`,
    remedy: `Install it beside the provider: npm install @provost/sdk (in ${folder}).`,
  });
});

const outside = '/etc/hosts';
const entry = (name: string): Record<string, object> => ({ 'package.json': { provost: { entry: name } } });

const nothing = (): void => {};

const refused: readonly (readonly [string, Readonly<Record<string, string | object>>, string, ((folder: string) => void)?])[] = [
  ['an entry that leads upwards', entry('../x.js'), 'the entry "../x.js" in its package.json must not lead upwards.'],
  ['an entry that leads upwards and back', entry('lib/../notes.js'), 'the entry "lib/../notes.js" in its package.json must not lead upwards.'],
  ['an entry upwards by backslashes', entry('..\\x.js'), 'the entry "..\\x.js" in its package.json must not lead upwards.'],
  ['an absolute entry', entry(outside), `the entry "${outside}" in its package.json must be relative.`],
  ['an entry on a drive', entry('C:\\x.js'), 'the entry "C:\\x.js" in its package.json must be relative.'],
  ['an entry with NUL', entry('notes.js\0.txt'), 'the entry "notes.js\0.txt" in its package.json holds a NUL character.'],
  ['an entry that is not there', entry('gone.js'), 'the entry "gone.js" in its package.json is not there.'],
  ['an entry that is a folder', entry('lib.js'), 'the entry "lib.js" in its package.json is no file.', (folder) => mkdirSync(join(folder, 'lib.js'))],
  ['an entry that is a pipe', entry('pipe.js'), 'the entry "pipe.js" in its package.json is no file.', (folder) => execFileSync('mkfifo', [join(folder, 'pipe.js')])],
  ['an entry that is a link out of the package', entry('link.js'), `the entry "link.js" in its package.json is a link that leads outside of it, to ${outside}.`, (folder) => symlinkSync(outside, join(folder, 'link.js'))],
  ['an entry that is a link to itself', entry('loop.js'), 'the entry "loop.js" in its package.json is a link that leads to itself.', (folder) => symlinkSync('loop.js', join(folder, 'loop.js'))],
  ['an entry that is the folder itself', entry('.'), 'the entry "." in its package.json is a link that leads outside of it'],
  ['an entry that Node does not run', { ...entry('notes.py'), 'notes.py': '' }, 'it is not a file that Node runs (.js, .mjs, .cjs, .ts, .mts, .cts).'],
  ['an entry that is no text', { 'package.json': { provost: { entry: 7 } } }, 'its package.json names no entry.'],
  ['no entry at all', { 'package.json': { name: 'notes' } }, 'its package.json names no entry.'],
  ['an entry only in a prototype', { 'package.json': '{"__proto__":{"main":"notes.js"},"constructor":{"main":"notes.js"}}' }, 'its package.json names no entry.'],
  ['a package.json that is no JSON', { 'package.json': '{' }, 'it is not JSON: '],
  ['a package.json that holds a list', { 'package.json': '[]' }, 'it does not hold an object.'],
  ['a package.json without an end', { 'package.json': ' '.repeat(1024 * 1024 + 1) }, 'it is larger than 1048576 bytes.'],
  ['a "provost" that is no object', { 'package.json': { provost: 'notes.js' } }, '"provost" in its package.json must be an object.'],
  ['two files that say what to run', { 'provost.json': { command: ['sh'] } }, 'both its provost.json and its package.json say what to run.'],
  ['an entry and a command', { 'package.json': { provost: { entry: 'notes.js', command: ['sh'] } } }, 'its package.json names both an entry and a command.'],
  ['a command that is a text', { 'package.json': {}, 'provost.json': { command: 'sh x' } }, 'the "command" in its provost.json must be a list of words.'],
  ['a command of no words', { 'package.json': {}, 'provost.json': { command: [] } }, 'the "command" in its provost.json must be a list of words.'],
  ['a command with NUL', { 'package.json': {}, 'provost.json': { command: ['sh', 'a\0b'] } }, 'the "command" in its provost.json must be a list of words.'],
  ['a command that is not on the PATH', { 'package.json': {}, 'provost.json': { command: ['no-such-program'] } }, 'its command "no-such-program" is not on the PATH.'],
  ['a command that leads upwards', { 'package.json': {}, 'provost.json': { command: ['../x.sh'] } }, 'its command "../x.sh" must not lead upwards.'],
  ['a command that is not there', { 'package.json': {}, 'provost.json': { command: ['./x.sh'] } }, 'its command "./x.sh" is not there.'],
  ['a command that may not be run', { 'package.json': {}, 'provost.json': { command: ['./x.sh'] }, 'x.sh': '' }, 'its command "./x.sh" is no program that this user may run.'],
];

test.each(refused.map(([name, files, sentence, prepare = nothing]) => [name, files, sentence, prepare] as const))('F-C14 %s is refused', (_name, files, sentence, prepare) => {
  const folder = newPackage(files);
  prepare(folder);
  const { code, message } = refusalOf(folder);
  expect([code, message]).toEqual(['INVALID_REGISTRATION', expect.stringContaining(` cannot be registered: ${sentence.replaceAll('\0', '\\u{0000}').slice(0, 60)}`)]);
});

test.each([
  ['a path with NUL', (folder: string) => `${folder}/notes.js\0`, 'the path holds a NUL character.'],
  ['a path that is not there', (folder: string) => join(folder, 'gone'), 'there is no such file or folder.'],
  ['a path below a file', (folder: string) => join(folder, 'notes.js/x'), 'there is no such file or folder.'],
  ['a file that nobody runs', (folder: string) => join(folder, 'package.json'), 'it is neither a file for Node nor a program.'],
  ['a device', () => '/dev/null', 'it is neither a file nor a folder.'],
  ['an empty folder', () => newFolder(), 'it has neither a package.json nor a provost.json.'],
])('F-C14 %s is refused', (_name, pathOf, sentence) => {
  const { code, message } = refusalOf(pathOf(newPackage()));
  expect([code, message]).toEqual(['INVALID_REGISTRATION', expect.stringMatching(new RegExp(`cannot be registered: ${sentence}$`))]);
});

test.each([
  ['an entry', 'notes.js', 0o666, (file: string) => `${file} is a file that every user may write to (mode 0666; chmod o-w)`],
  ['the folder of an entry', '.', 0o777, (folder: string) => `${join(folder, 'notes.js')} lies in ${folder.replace(/\/\.$/, '')}, which every user may write to (mode 0777; chmod o-w)`],
  ['the SDK\'s runtime', 'node_modules/@provost/sdk/runtime.js', 0o646, (file: string) => `${file} is a file that every user may write to (mode 0646; chmod o-w)`],
] as const)('F-C14 %s that every user may write to is refused at registration and again at load', (_name, name, mode, sentence) => {
  const folder = newPackage();
  const target = findTarget(folder);
  expect(targetFaults(target)).toEqual([]);
  chmodSync(join(folder, name), mode);
  const fault = sentence(name === '.' ? folder : join(folder, name));
  expect(targetFaults(target)).toContain(fault);
  expect(refusalOf(folder)).toMatchObject({ code: 'INVALID_REGISTRATION', facts: { faults: expect.arrayContaining([fault]) as unknown } });
});

test('F-C14 an entry that is gone or has become a link is refused at load', () => {
  const folder = newPackage();
  const target = findTarget(folder);
  const file = join(folder, 'notes.js');
  renameSync(file, join(folder, 'old.js'));
  expect(targetFaults(target)).toEqual([`${file} cannot be read (ENOENT)`]);
  symlinkSync(join(folder, 'old.js'), file);
  expect(targetFaults(target)).toEqual([`${file} has become a link to ${join(folder, 'old.js')}`]);
  rmSync(file);
});

test('F-C14 what is another user\'s or another group\'s to change is told, and what is one\'s own is not', () => {
  const folder = newPackage();
  const file = join(folder, 'notes.js');
  const { uid, gid } = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  expect(exposureOf(file, { uid, gid })).toBeUndefined();
  chmodSync(file, 0o664);
  expect(exposureOf(file, { uid, gid })).toBeUndefined();
  expect(exposureOf(file, { uid, gid: gid + 1 })).toBe(`${file} is a file that the group ${gid} may write to (mode 0664; chmod g-w)`);
  expect(exposureOf('/etc/hosts', { uid: 12_345, gid: 12_345 })).toBeUndefined();
  expect(exposureOf('/tmp', { uid: 12_345, gid: 12_345 })).toBeUndefined();
});

test('the SDK is looked for from where the file is, up to the root', () => {
  const folder = newFolder();
  write(folder, { ...SDK, 'package.json': {}, 'packages/notes/package.json': { main: 'notes.js' }, 'packages/notes/notes.js': '' });
  expect(findTarget(join(folder, 'packages/notes'))).toMatchObject({ runtime: join(folder, 'node_modules/@provost/sdk/runtime.js'), root: join(folder, 'packages/notes') });
});
