import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolders, readJson } from '../architecture/source-tree.js';
import { emptyFolder, endFolder, installAll, packAll, runCommand, toolPath, type PackedPackage } from './packed.js';

const names = packageFolders().map((folder) => readJson(`packages/${folder}/package.json`)['name'] as string);
const PACKAGING_TIMEOUT_MS = 120_000;

/** A program that the keeper starts: imported, it would run. */
const RUNTIME = '@provost/sdk/runtime';

function entriesOf(folder: string): string[] {
  const { name, exports } = readJson(`packages/${folder}/package.json`) as { name: string; exports: Record<string, unknown> };
  return Object.keys(exports).map((entry) => `${name}${entry.slice(1)}`);
}

let tarballs: string;
let consumer: string;
let packed: PackedPackage[];

beforeAll(async () => {
  [tarballs, consumer] = await Promise.all([emptyFolder(), emptyFolder()]);
  packed = await packAll(tarballs);
  await installAll(packed, consumer);
}, PACKAGING_TIMEOUT_MS);

afterAll(() => Promise.all([endFolder(tarballs), endFolder(consumer)]));

const tarballOf = (name: string): PackedPackage => packed.find((one) => one.name === name) as PackedPackage;

test('every package can be packed, installed in an empty folder and imported', async () => {
  expect(packed.map(({ name }) => name).sort()).toEqual([...names].sort());
  const entries = packageFolders().flatMap(entriesOf).filter((entry) => entry !== RUNTIME);
  await writeFile(join(consumer, 'import-all.js'), entries.map((name) => `console.log('${name}', Object.keys(await import('${name}')).length > 0);`).join('\n'));
  const { code, output } = await runCommand(process.execPath, ['import-all.js'], consumer);
  expect(output.trim().split('\n')).toEqual(entries.map((name) => `${name} true`));
  expect(code).toBe(0);
});

test('the installed command tells its version', async () => {
  const { version } = JSON.parse(await readFile(join(consumer, 'node_modules/provost/package.json'), 'utf8')) as { version: string };
  const { code, output } = await runCommand(join(consumer, 'node_modules/.bin/provost'), ['version'], consumer);
  expect(output).toContain(version);
  expect(code).toBe(0);
});

test('the installed command starts a host, asks it, writes YAML and stops it', async () => {
  const provost = (...words: string[]): ReturnType<typeof runCommand> => runCommand(join(consumer, 'node_modules/.bin/provost'), [...words, '--state', join(consumer, 'state')], consumer);
  expect(await provost('up', '-d')).toEqual({ code: 0, output: expect.stringMatching(/^The host is up on .*state \(pid \d+\)\.\n$/) });
  expect(await provost('status', '-o', 'yaml')).toEqual({ code: 0, output: expect.stringMatching(/^pid: \d+$/m) });
  expect(await provost('doctor')).toMatchObject({ code: 0 });
  expect(await provost('down')).toEqual({ code: 0, output: expect.stringContaining('has stopped') });
}, PACKAGING_TIMEOUT_MS);

const program = `
import { Type, defineClass, defineProvider, type Infer } from '@provost/sdk';
import { ProviderHost } from '@provost/host';
import { connect } from '@provost/client';
import { load } from '@provost/testing';
import { main } from 'provost';
import { Get, ProviderError, isProviderError, type Door } from '@provost/protocol';
import { openConnection, type Connection } from '@provost/protocol/node';

const Note = defineClass('Note', { key: 'id', properties: { id: Type.String(), size: Type.Integer() } });
export const notes = defineProvider({ name: 'notes', namespace: 'root/app' }).serves(Note, { get: ({ id }) => ({ id, size: 1 }) });
export const size: Infer<typeof Note>['size'] = 1;
// @ts-expect-error -- a number is no string: had the types been lost, nothing would be wrong here.
export const wrong: Infer<typeof Note>['id'] = 1;
// @ts-expect-error -- a host needs a state directory.
export const stateless = new ProviderHost({});
export async function read(door: Door): Promise<string> {
  const { path } = await door.request(Get, { path: 'root/app:Note.id="1"' });
  return path;
}
export const known: [typeof connect, typeof load, typeof main, typeof openConnection, typeof isProviderError] = [connect, load, main, openConnection, isProviderError];
export const error = (connection: Connection): ProviderError => new ProviderError('NOT_FOUND', { peer: connection.peer });
`;

test('a program that uses all of them compiles, strictly, and their types are not lost', async () => {
  await writeFile(join(consumer, 'program.ts'), program);
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,esnext.disposable', '--module', 'nodenext', '--types', 'node', 'program.ts'];
  const { code, output } = await runCommand(toolPath('tsc'), options, consumer);
  expect(output).toBe('');
  expect(code).toBe(0);
}, PACKAGING_TIMEOUT_MS);

test.each(names)('%s holds what it needs and nothing of its making', (name) => {
  const { files } = tarballOf(name);
  expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']));
  expect(files.filter((path) => /\.map$|\.tsbuildinfo$|\.test\.|(^|\/)test\//.test(path))).toEqual([]);
});

test.each(names)('publint finds no fault in %s', async (name) => {
  const { code, output } = await runCommand(toolPath('publint'), ['run', tarballOf(name).tarball, '--strict'], consumer);
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('All good!') });
});

test.each(names)('the types of %s are those of its code', async (name) => {
  const { code, output } = await runCommand(toolPath('attw'), [tarballOf(name).tarball, '--profile', 'esm-only', '--no-color', '--no-emoji'], consumer);
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('OK (ESM)') });
});
