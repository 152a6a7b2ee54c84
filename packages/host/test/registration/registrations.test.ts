import { beforeEach, expect, test } from '@jest/globals';
import type { ProviderError, RegisterParams } from '@provost/protocol';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { wholeOf } from '#src/registration/registration.js';
import { Registrations, type Describe } from '#src/registration/registrations.js';
import type { Repository } from '#src/repository/repository.js';
import { MadeUpClock } from '../made-up-clock.js';
import { openRepository } from '../repository/open-repository.js';
import { describedNotes, newFolder, newPackage, write } from './made-up-package.js';

let repository: Repository;
let registrations: Registrations;

beforeEach(async () => {
  repository = await openRepository();
  registrations = new Registrations(repository, new MadeUpClock());
});

const CONFIG = {
  type: 'object', additionalProperties: false, required: ['level'],
  properties: { level: { type: 'string' }, max: { type: 'integer', minimum: 1 }, ratio: { type: 'number' }, strict: { type: 'boolean' }, tags: { type: 'array', items: { type: 'string' } }, port: { type: 'integer', default: 80 } },
};

const says = (description: unknown): Describe => () => Promise.resolve(description);

async function failureOf(act: Promise<unknown>): Promise<ProviderError> {
  try {
    await act;
  } catch (error) {
    return error as ProviderError;
  }
  throw new Error('it was taken');
}

const registerNotes = (params: Partial<RegisterParams> = {}, description: unknown = describedNotes()): ReturnType<Registrations['register']> =>
  registrations.register({ path: newPackage(), ...params }, says(description));

function secretFile(mode = 0o600): string {
  const file = join(newFolder(), 'token');
  writeFileSync(file, 's3cret\n');
  chmodSync(file, mode);
  return file;
}

test('what is registered is known after a restart without running it', async () => {
  const folder = newPackage();
  const token = secretFile();
  const { registration, updated } = await registrations.register(
    { path: folder, config: { level: 'high' }, environment: { LEVEL: 'debug' }, credentials: { token: { file: token } } },
    says(describedNotes({ config: CONFIG, credentials: ['token'] })),
  );
  expect([updated, registration.registeredAt, registration.node]).toEqual([false, '1970-01-01T00:00:00.000Z', process.execPath]);
  await repository.close();
  const again = new Registrations(await openRepository(dirname(repository.path)), new MadeUpClock());
  expect(again.list()).toEqual([registration]);
});

test('checking registers nothing', async () => {
  const { description, filesHash } = await registrations.check({ path: newPackage(), name: 'other' }, says(describedNotes()));
  expect([description.name, filesHash.length, registrations.list()]).toEqual(['other', 64, []]);
});

test('every fault that shows before it is run is told at once, and it is not run', async () => {
  const open = secretFile(0o644);
  const describe: Describe = () => Promise.reject(new Error('it was run'));
  const error = await failureOf(registrations.check({ path: '/nowhere/notes', node: '/nowhere/node', environment: { NODE_OPTIONS: 'x', '1A': 'y' }, credentials: { token: { file: open } } }, describe));
  const faults = [
    'there is no such file or folder',
    '/nowhere/node does not answer --version as Node does',
    'the environment variable NODE_OPTIONS is refused: it would change what runs before the provider does',
    '"1A" cannot be the name of an environment variable',
    `the credential token in ${open} can be read by every user (chmod o= ${open})`,
  ];
  expect(error).toMatchObject({
    message: `INVALID_REGISTRATION: /nowhere/notes cannot be registered:${faults.map((fault) => `\n  - ${fault}`).join('')}`,
    remedy: 'Mend each of the 5 faults, then check again: provost check /nowhere/notes.',
    facts: { faults },
  });
});

test('every fault that shows once it was run is told at once, and nothing is registered', async () => {
  await registerNotes({}, describedNotes({ name: 'first' }));
  const token = secretFile();
  const error = await failureOf(registerNotes(
    { config: { max: '0', ratio: 'wide', strict: 'yes', tags: '["a",1]', leval: 'x' }, credentials: { tokens: { file: token } }, name: 'Not A Name' },
    describedNotes({ config: CONFIG, credentials: ['token'] }),
  ));
  expect(error.code).toBe('INVALID_REGISTRATION');
  expect(error.facts.faults).toEqual([
    'the name must be 1 to 63 of a-z, 0-9 and -, beginning with a letter; it is "Not A Name"',
    'config has no "leval", did you mean "level"?',
    'config level must be given; it is missing',
    expect.stringMatching(/^config max must be .*; it is 0$/),
    expect.stringMatching(/^config ratio must be .*; it is "wide"$/),
    expect.stringMatching(/^config strict must be true or false; it is "yes"$/),
    expect.stringMatching(/^config tags\[1\] must be a text.*; it is 1$/),
    'the credential token is missing: give the file that holds it, --credential token=FILE',
    'the provider asks for no credential "tokens", did you mean "token"?',
    'the class root/app:Note is served by provider "first" already',
  ]);
  expect(registrations.list().map(({ name }) => name)).toEqual(['first']);
});

test('a credential file that is not fit does not hide what else is wrong', async () => {
  const open = secretFile(0o644);
  const error = await failureOf(registerNotes({ credentials: { token: { file: open }, key: { file: open } } }, describedNotes({ config: CONFIG, credentials: ['token'] })));
  expect(error.facts.faults).toEqual([
    'config level must be given; it is missing',
    'the provider asks for no credential "key"',
    `the credential token in ${open} can be read by every user (chmod o= ${open})`,
  ]);
});

test('texts of a command line become what the schema says, and what is absent its default', async () => {
  const { registration } = await registerNotes(
    { config: { level: '7', max: '12', ratio: '0.5', strict: 'true', tags: '["a"]' } }, describedNotes({ config: CONFIG }),
  );
  expect(registration.config).toEqual({ level: '7', max: 12, ratio: 0.5, strict: true, tags: ['a'], port: 80 });
});

test.each([
  ['nothing', null, 'the description must be an object'],
  ['a list', [], 'the description must be an object'],
  ['a name that leads elsewhere', describedNotes({ name: '../../etc' }), 'the name must be 1 to 63 of a-z, 0-9 and -, beginning with a letter; it is "../../etc"'],
  ['a name that means something to JavaScript', describedNotes({ name: '__proto__' }), 'the name must be 1 to 63 of a-z, 0-9 and -, beginning with a letter; it is "__proto__"'],
  ['a key of its own', JSON.parse(JSON.stringify(describedNotes()).replace('{', '{"__proto__":{"polluted":1},')), 'the description has an unknown key "__proto__"'],
])('F-C19 a provider that answers %s is not registered', async (_name, description, fault) => {
  const error = await failureOf(registerNotes({}, description));
  expect([error.code, error.facts.faults]).toEqual(['INVALID_REGISTRATION', expect.arrayContaining([fault])]);
  expect([registrations.list(), ({} as Record<string, unknown>)['polluted']]).toEqual([[], undefined]);
});

test.each(['__proto__', 'constructor', 'prototype'])('F-C19 %s in config, environment or credentials is a fault like any other name', async (name) => {
  const given = <T>(value: T): Record<string, T> => JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) as Record<string, T>;
  const environment = await failureOf(registerNotes({ environment: given('x') }));
  expect(environment.facts.faults).toEqual([`"${name}" cannot be the name of an environment variable`]);
  const rest = await failureOf(registerNotes({ config: given({ polluted: 1 }), credentials: given({ file: secretFile() }) }, describedNotes({ config: CONFIG, credentials: [] })));
  expect(rest.facts.faults).toEqual(expect.arrayContaining([`config has no "${name}"`, `the provider asks for no credential "${name}"`]));
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('registering again updates, and keeps what is not given anew and what an operator has set', async () => {
  const path = newPackage();
  const token = secretFile();
  const description = describedNotes({ config: CONFIG, credentials: ['token'] });
  const first = await registrations.register({ path, name: 'mine', config: { level: 'high' }, environment: { A: '1' }, credentials: { token: { file: token } }, link: true }, says(description));
  registrations.setEnabled('mine', false);
  write(path, { 'notes.js': 'export default 2;\n' });
  const { registration, updated } = await registrations.register({ path }, says(description));
  expect(updated).toBe(true);
  expect(registration).toMatchObject({ name: 'mine', enabled: false, link: false, config: { level: 'high', port: 80 }, environment: { A: '1' }, credentials: { token } });
  expect(registration.filesHash).not.toBe(first.registration.filesHash);
  const changed = await registrations.register({ path, config: { level: 'low' }, environment: {} }, says(description));
  expect(changed.registration).toMatchObject({ name: 'mine', config: { level: 'low' }, environment: {}, credentials: { token } });
  expect(registrations.list()).toEqual([changed.registration]);
});

test('a provider that moved keeps what was given with it', async () => {
  await registerNotes({ config: { level: 'high' } }, describedNotes({ config: CONFIG }));
  const { registration, updated } = await registerNotes({}, describedNotes({ config: CONFIG }));
  expect([updated, registration.config]).toEqual([true, { level: 'high', port: 80 }]);
});

test('an update that fails leaves what was there', async () => {
  const path = newPackage();
  const { registration } = await registrations.register({ path }, says(describedNotes()));
  const error = await failureOf(registrations.register({ path }, says({ ...describedNotes(), kinds: [] })));
  expect(error.code).toBe('INVALID_REGISTRATION');
  expect(registrations.list()).toEqual([registration]);
  await expect(registrations.current(registration, says(undefined))).resolves.toBe(registration);
});

test('of two that serve one class and register at the same time, one is refused', async () => {
  let bothAsked = (): void => {};
  const answer = new Promise<void>((resolve) => (bothAsked = resolve));
  let asked = 0;
  const describe = (name: string): Describe => async () => {
    if (++asked === 2) bothAsked();
    await answer;
    return describedNotes({ name });
  };
  const both = await Promise.allSettled(['one', 'two'].map((name) => registrations.register({ path: newPackage() }, describe(name))));
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = both.find((one) => one.status === 'rejected') as PromiseRejectedResult;
  expect((refused.reason as ProviderError).facts.faults?.[0]).toMatch(/^the class root\/app:Note is served by provider "(one|two)" already$/);
  expect(registrations.list()).toHaveLength(1);
});

test('F-H35 fields that a newer version kept with a registration stay', async () => {
  const { registration } = await registerNotes();
  const table = repository.table<unknown>('registrations');
  table.put('notes', { ...wholeOf(registration), later: { deep: 1 } });
  const again = new Registrations(repository, new MadeUpClock());
  again.setEnabled('notes', false);
  await again.register({ path: registration.path }, says(describedNotes()));
  expect(table.get('notes')).toMatchObject({ later: { deep: 1 }, enabled: false });
});

test('a name that is not there is told with the nearest', async () => {
  await registerNotes();
  expect(registrations.get('notes').name).toBe('notes');
  for (const ask of [() => registrations.get('note'), () => registrations.unregister('note'), () => registrations.setEnabled('note', true)]) {
    expect(ask).toThrow('NOT_FOUND: There is no provider "note", did you mean "notes"?');
  }
  expect(() => registrations.get('__proto__')).toThrow('NOT_FOUND: There is no provider "__proto__".');
  registrations.unregister('notes');
  expect(registrations.list()).toEqual([]);
});

test.each<[string, (folder: string) => void, (folder: string) => string]>([
  ['gone', (folder) => rmSync(folder, { recursive: true }), (folder) => `${folder} cannot be read (ENOENT)`],
  ['open to every user', (folder) => chmodSync(join(folder, 'notes.js'), 0o666), (folder) => `${join(folder, 'notes.js')} is a file that every user may write to (mode 0666; chmod o-w)`],
  ['a link by now', (folder) => {
    mkdirSync(join(folder, '.hidden'));
    renameSync(join(folder, 'notes.js'), join(folder, '.hidden/notes.js'));
    symlinkSync('.hidden/notes.js', join(folder, 'notes.js'));
  }, (folder) => `${join(folder, 'notes.js')} has become a link to ${join(folder, '.hidden/notes.js')}`],
])('F-P1 F-C14 a provider whose entry is %s is not started, and is served again once that is mended', async (_name, change, fault) => {
  const folder = newPackage();
  const { registration } = await registrations.register({ path: folder }, says(describedNotes()));
  change(folder);
  expect(await failureOf(registrations.current(registration, says(undefined)))).toMatchObject({
    message: `PROVIDER_LOAD_FAILED: Provider "notes" was not started: ${fault(folder)}.`,
    remedy: `Put its files right, then check them: provost check ${folder}.`,
    facts: { provider: 'notes', faults: [fault(folder)] },
  });
  const again = await registerNotes();
  await expect(registrations.current(registration, says(undefined))).resolves.toBe(again.registration);
});

test('without a Node binary of its own, a provider runs on the host\'s, whichever that is by then', async () => {
  const { registration } = await registerNotes();
  repository.table<unknown>('registrations').put('notes', { ...wholeOf(registration), node: '/opt/node-of-last-year/bin/node' });
  expect(new Registrations(repository, new MadeUpClock()).get('notes').node).toBe(process.execPath);
});
