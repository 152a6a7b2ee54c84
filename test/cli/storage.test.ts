import { expect, test } from '@jest/globals';
import { DataStore, backup } from '@provost/storage';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SHELF, openHome, openLamps, openWith, type Home } from './support.js';

const KEY = 'Book hall 09223372036854775809 ';
const OPTIONS = { what: 'store', tables: ['objects', 'undo', 'operations'] } as const;

async function openStoreOf(home: Home, provider: string): Promise<DataStore> {
  const directory = join(home.state, 'data', provider, 'store');
  await mkdir(directory, { recursive: true });
  return DataStore.open(directory, OPTIONS);
}

test('the repository is shown, verified and backed up while the host runs and without one; it is restored only without one', async () => {
  await using home = await openLamps();
  const { pid } = (await home.json('status')) as { pid: number };
  const [first, second] = [join(home.folder, 'first.mdb'), join(home.folder, 'second.mdb')] as const;
  expect(await home.json('repository')).toMatchObject({ health: 'intact', openedBy: [pid], tables: { registrations: 1 } });
  expect(await home.run('repository', 'verify')).toMatchObject({ code: 0, stdout: '', stderr: expect.stringMatching(/repository\.mdb is whole: \d+ records were read\.\n$/) });
  expect(await home.json('repository', 'backup', first)).toMatchObject({ path: first });
  expect(await home.run('repository', 'backup', first)).toMatchObject({ code: 1, stderr: `error: ALREADY_EXISTS: The file ${first} is there already; a backup writes over nothing.\nName another file.\n` });
  expect(await home.run('repository', 'restore', first)).toMatchObject({
    code: 9, stderr: `error: STATE_IN_USE: A host (pid ${pid}) holds the state directory ${home.state}; nothing was restored.\nStop it first: provost down. Then do it again.\n`,
  });
  expect((await home.run('unregister', 'lamp')).code).toBe(0);
  await home.run('down');
  expect((await home.run('repository', 'verify')).code).toBe(0);
  expect(await home.json('repository', 'backup', second)).toMatchObject({ path: second });
  expect(await home.json('repository', 'restore', first)).toMatchObject({ from: first, keptAside: expect.stringMatching(/repository\.aside-.*\.mdb$/) });
  expect((await home.run('up', '-d')).code).toBe(0);
  expect((await home.json('ls')) as unknown[]).toHaveLength(1);
});

test('what is no act, and an act without its file, is refused with the usage', async () => {
  await using home = await openHome();
  const usage = 'Usage: provost repository [verify | backup FILE | restore FILE]\n';
  expect(await home.run('repository', 'mend')).toMatchObject({ code: 2, stderr: `error: "mend" is neither verify nor backup nor restore. ${usage}` });
  expect(await home.run('repository', 'backup')).toMatchObject({ code: 2, stderr: `error: backup needs a file. ${usage}` });
  expect(await home.run('repository', 'verify', 'file')).toMatchObject({ code: 2, stderr: `error: verify takes no file: it reads what is there. ${usage}` });
});

test('P10 a store is shown and backed up while a process has it open, and restored when none has; requests wait and are served', async () => {
  await using home = await openWith(SHELF);
  expect(await home.run('store', 'shelf')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^provider: +shelf\n.*health: +nothing was kept yet\n/s) });
  const store = await openStoreOf(home, 'shelf');
  store.table('objects').put(KEY, { shelf: 'hall', number: 1, title: 'Emma' });
  store.table<unknown, number>('undo').put(1, {});
  expect(await home.json('store', 'shelf')).toMatchObject({ provider: 'shelf', health: 'intact', pendingUndo: 1, openedBy: [process.pid], tables: { objects: 1, undo: 1, operations: 0 } });
  store.table<unknown, number>('undo').delete(1);
  const saved = join(home.folder, 'saved.mdb');
  expect((await home.run('store', 'shelf', 'backup', saved)).code).toBe(0);
  store.table('objects').put(KEY, { shelf: 'hall', number: 1, title: 'Persuasion' });
  expect(await home.run('store', 'shelf', 'restore', saved)).toMatchObject({ code: 9, stderr: expect.stringMatching(new RegExp(`is open in the process ${process.pid}; nothing was restored\\.`)) });
  await store.close();
  await home.run('load', 'shelf');
  const [restored, loaded] = await Promise.all([home.json('store', 'shelf', 'restore', saved), home.run('load', 'shelf')]);
  expect(restored).toMatchObject({ from: saved, keptAside: expect.stringMatching(/store\.aside-.*\.mdb$/) });
  expect(loaded.code).toBe(0);
  const after = await openStoreOf(home, 'shelf');
  expect(after.table('objects').entries()).toEqual([[KEY, { shelf: 'hall', number: 1, title: 'Emma' }]]);
  await after.close();
  const { stdout } = await home.run('events', '-o', 'jsonl');
  expect(stdout).toMatch(/"type":"store-restored"\}\n/);
});

test('F-H26 a damaged store is told with the command that brings the last good copy back, which does; other stores and the host go on', async () => {
  await using home = await openWith(SHELF);
  for (let opening = 0; opening < 2; opening++) {
    const store = await openStoreOf(home, 'shelf');
    store.table('objects').put('kept', 'x'.repeat(500));
    await store.close();
  }
  const file = join(home.state, 'data', 'shelf', 'store', 'store.mdb');
  const bytes = await readFile(file);
  bytes[bytes.indexOf('xxxx')] = 0x79;
  await writeFile(file, bytes);
  const lastGood = file.replace('store.mdb', 'store.last-good.mdb');
  const { code, stderr } = await home.run('store', 'shelf', 'verify');
  expect([code, stderr]).toEqual([1, `error: STORE_FAILED: The store ${file} could not be read: its bytes are not those that the last orderly stop left.\n`
    + `Put back the copy of the last good start: provost store shelf restore ${lastGood}. The damaged file is kept aside. Then ask again: the next request loads the provider anew.\n`]);
  expect((await home.run('store', 'shelf', 'restore', lastGood)).code).toBe(0);
  expect(await home.json('store', 'shelf')).toMatchObject({ health: 'intact', tables: { objects: 1 } });
  expect((await home.run('load', 'shelf')).code).toBe(0);
});

test('F-H26 on a damaged repository the host comes up far enough to say so, and is brought back as it says', async () => {
  await using home = await openLamps();
  await home.run('down');
  await home.run('up', '-d');
  await home.run('down');
  const file = join(home.state, 'repository', 'repository.mdb');
  const bytes = await readFile(file);
  bytes[bytes.length - 50]! ^= 1;
  await writeFile(file, bytes);
  const told = `The repository ${file} could not be opened: its bytes are not those that the last orderly stop left. The host serves nothing until that is mended.`;
  const lastGood = file.replace('repository.mdb', 'repository.last-good.mdb');
  const up = await home.run('up', '-d');
  expect([up.code, up.stderr]).toEqual([0, expect.stringMatching(/^warning: The repository .*\nThe host is up on .*\n$/s)]);
  expect(await home.json('status')).toMatchObject({ repositoryFault: { damage: told } });
  const doctor = await home.run('doctor', '-o', 'json');
  expect([doctor.code, JSON.parse(doctor.stdout)]).toEqual([1, expect.arrayContaining([expect.objectContaining({ check: 'repository', verdict: 'fault', finding: told })])]);
  const ls = await home.run('ls');
  expect([ls.code, ls.stderr]).toEqual([1, `error: STORE_FAILED: ${told}\nStop the host first: provost down. Put back the copy of the last good start: provost repository restore ${lastGood}. The damaged file is kept aside. Then start the host again.\n`]);
  expect((await home.run('repository')).code).toBe(1);
  expect((await home.run('down')).code).toBe(0);
  expect((await readFile(file)).equals(bytes)).toBe(true);
  expect((await home.run('repository', 'restore', lastGood)).code).toBe(0);
  await home.run('up', '-d');
  expect((await home.json('ls')) as unknown[]).toHaveLength(1);
});

/** A host with a shelf of two books, at least once loaded anew, that is not loaded. */
async function openShelf(): Promise<Home & { readonly store: string }> {
  const home = await openWith(SHELF);
  for (const [number, title] of [[1, 'Emma'], [2, 'Persuasion']] as const) {
    const { code, stderr } = await home.run('create', 'Book', 'shelf=hall', `number=${number}`, `title=${title}`);
    expect([code, stderr]).toEqual([0, '']);
    await home.run('unload', 'shelf');
  }
  return Object.assign(home, { store: join(home.state, 'data', 'shelf', 'store') });
}

test('F-H26 a store with a damaged record is told by class and key, without a stack; it cannot start, is not tried again and not quarantined, and serves once it was brought back', async () => {
  await using home = await openShelf();
  const file = join(home.store, 'store.mdb');
  await rm(join(home.store, 'store.seal.json')); // As a kill would have left it.
  const bytes = await readFile(file);
  for (let at = bytes.indexOf('Persuasion'); at !== -1; at = bytes.indexOf('Persuasion', at)) bytes[at] = 0x70;
  await writeFile(file, bytes);
  const lastGood = file.replace('store.mdb', 'store.last-good.mdb');
  const fault = `The store ${file} could not be opened: Book {"shelf":"hall","number":2} is damaged: its checksum does not fit.`;
  const remedy = `Put back the copy of the last good start: provost store shelf restore ${lastGood}. The damaged file is kept aside. Then ask again: the next request loads the provider anew.\n`;
  for (let asked = 0; asked < 8; asked++) {
    const { code, stderr } = await home.run('list', 'Book');
    expect([code, stderr]).toEqual([7, expect.stringContaining(`${fault}\n${remedy}`)]);
  }
  expect(await home.json('describe', 'shelf')).toMatchObject({ heldOff: { how: 'cannot-start' } });
  const { stdout: events } = await home.run('events', '-o', 'jsonl');
  expect([events.match(/"type":"loading"/g)?.length, events.match(/"type":"cannot-start"/g)?.length, events.includes('quarantined')]).toEqual([3, 1, false]);
  const { stdout: log } = await home.run('logs', 'shelf');
  expect(log).toContain(`load failed: ${fault}`);
  expect(log).not.toMatch(/\n.*\bat .*:\d+:\d+/);
  expect((await home.run('store', 'shelf', 'restore', lastGood)).code).toBe(0);
  expect((await home.json('list', 'Book')) as unknown[]).toEqual([{ shelf: 'hall', number: 1, title: 'Emma' }]);
});

test('F-H28 a store whose folder is gone is not begun anew in silence: the load is refused, also by the next host, until one was brought back or it was cleared', async () => {
  await using home = await openShelf();
  const saved = join(home.folder, 'saved.mdb');
  expect((await home.run('store', 'shelf', 'backup', saved)).code).toBe(0);
  await rm(join(home.state, 'data', 'shelf'), { recursive: true });
  const told = `The store of provider "shelf" is gone: it has had one, and nothing of it is left in ${home.store}.`;
  const remedy = 'Bring back a backup: provost store shelf restore FILE. Without one, let it begin with an empty store: provost store shelf clear.\n';
  const refused = { code: 7, stderr: `error: PROVIDER_LOAD_FAILED: Provider "shelf" is not loaded: ${told}\n${remedy}` };
  expect(await home.run('list', 'Book')).toMatchObject(refused);
  expect(await home.run('store', 'shelf', 'verify')).toMatchObject({ code: 1, stderr: `error: STORE_FAILED: ${told}\n${remedy}` });
  await home.run('down');
  await home.run('up', '-d');
  expect(await home.run('list', 'Book')).toMatchObject(refused);
  expect((await home.run('store', 'shelf', 'restore', saved)).code).toBe(0);
  expect((await home.json('list', 'Book')) as unknown[]).toHaveLength(2);
  await home.run('unload', 'shelf');
  await rm(home.store, { recursive: true });
  expect(await home.run('list', 'Book')).toMatchObject(refused);
  expect(await home.json('store', 'shelf', 'clear')).toEqual({ path: join(home.store, 'store.mdb'), keptAside: null });
  expect((await home.json('list', 'Book')) as unknown[]).toEqual([]);
  expect(await home.run('store', 'shelf', 'clear')).toMatchObject({ code: 0, stderr: expect.stringMatching(/store\.mdb is empty\. What was there is kept as .*store\.aside-.*\.mdb\.\n$/) });
  expect((await home.run('events', '-o', 'jsonl')).stdout).toMatch(/"type":"store-cleared"/);
  await home.run('unregister', 'shelf');
  await rm(home.store, { recursive: true });
  await home.run('register', SHELF);
  expect((await home.json('list', 'Book')) as unknown[]).toEqual([]);
});

test('a backup to a directory that is not there, and the store of a provider without one, are refused with what to do', async () => {
  await using home = await openLamps();
  const nowhere = join(home.folder, 'none', 'lamp.mdb');
  expect(await home.run('repository', 'backup', nowhere)).toMatchObject({
    code: 2, stderr: `error: INVALID_PARAMETER: There is no directory ${join(home.folder, 'none')} to write the backup to.\nMake it: mkdir -p ${join(home.folder, 'none')}. Then do it again.\n`,
  });
  for (const words of [[], ['verify'], ['backup', nowhere], ['restore', nowhere], ['clear']]) {
    expect(await home.run('store', 'lamp', ...words)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error: NOT_SUPPORTED: Provider "lamp" has no store: it does not say store: true\.\nIts author asks for one: /) });
  }
});

test('F-H28 the backup of another provider is refused by both names; the provider serves on with what it has, and by force takes it', async () => {
  await using home = await openShelf();
  const [directory, saved] = [join(home.folder, 'ledger'), join(home.folder, 'ledger.mdb')];
  const ledger = await DataStore.open(directory, { ...OPTIONS, owner: 'ledger' });
  await ledger.close();
  await backup(directory, saved, OPTIONS);
  expect(await home.run('store', 'shelf', 'restore', saved)).toMatchObject({
    code: 2, stderr: `error: INVALID_PARAMETER: ${saved} has the store of provider "ledger", and not that of "shelf". Nothing was changed.\n`
      + `Name a backup of "shelf". To have it all the same: provost store shelf restore ${saved} --force.\n`,
  });
  expect((await home.json('list', 'Book')) as unknown[]).toHaveLength(2);
  expect((await home.run('store', 'shelf', 'restore', saved, '--force')).code).toBe(0);
  expect((await home.json('list', 'Book')) as unknown[]).toEqual([]);
});
