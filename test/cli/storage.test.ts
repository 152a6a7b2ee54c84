import { expect, test } from '@jest/globals';
import { DataStore } from '@provost/storage';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openHome, openLamps, type Home } from './support.js';

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
  await using home = await openLamps();
  expect(await home.run('store', 'lamp')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^provider: +lamp\n.*health: +nothing was kept yet\n/s) });
  const store = await openStoreOf(home, 'lamp');
  store.table<unknown, readonly string[]>('objects').put(['Lamp', 'hall'], { on: true });
  store.table<unknown, number>('undo').put(1, {});
  expect(await home.json('store', 'lamp')).toMatchObject({ provider: 'lamp', health: 'intact', pendingUndo: 1, openedBy: [process.pid], tables: { objects: 1, undo: 1, operations: 0 } });
  const saved = join(home.folder, 'saved.mdb');
  expect((await home.run('store', 'lamp', 'backup', saved)).code).toBe(0);
  store.table<unknown, readonly string[]>('objects').put(['Lamp', 'hall'], { on: false });
  expect(await home.run('store', 'lamp', 'restore', saved)).toMatchObject({ code: 9, stderr: expect.stringMatching(new RegExp(`is open in the process ${process.pid}; nothing was restored\\.`)) });
  await store.close();
  await home.run('load', 'lamp');
  const [restored, loaded] = await Promise.all([home.json('store', 'lamp', 'restore', saved), home.run('load', 'lamp')]);
  expect(restored).toMatchObject({ from: saved, keptAside: expect.stringMatching(/store\.aside-.*\.mdb$/) });
  expect(loaded.code).toBe(0);
  const after = await openStoreOf(home, 'lamp');
  expect(after.table('objects').entries()).toEqual([[['Lamp', 'hall'], { on: true }]]);
  await after.close();
  const { stdout } = await home.run('events', '-o', 'jsonl');
  expect(stdout).toMatch(/"type":"store-restored"\}\n/);
});

test('F-H26 a damaged store is told with the command that brings the last good copy back, which does; other stores and the host go on', async () => {
  await using home = await openLamps();
  for (let opening = 0; opening < 2; opening++) {
    const store = await openStoreOf(home, 'lamp');
    store.table('objects').put('kept', 'x'.repeat(500));
    await store.close();
  }
  const file = join(home.state, 'data', 'lamp', 'store', 'store.mdb');
  const bytes = await readFile(file);
  bytes[bytes.indexOf('xxxx')] = 0x79;
  await writeFile(file, bytes);
  const lastGood = file.replace('store.mdb', 'store.last-good.mdb');
  const { code, stderr } = await home.run('store', 'lamp', 'verify');
  expect([code, stderr]).toEqual([1, `error: STORE_FAILED: The store ${file} could not be read: its bytes are not those that the last orderly stop left.\n`
    + `Put back the copy of the last good start: provost store lamp restore ${lastGood}. The damaged file is kept aside. Then ask again: the next request loads the provider anew.\n`]);
  expect((await home.run('store', 'lamp', 'restore', lastGood)).code).toBe(0);
  expect(await home.json('store', 'lamp')).toMatchObject({ health: 'intact', tables: { objects: 1 } });
  expect((await home.run('load', 'lamp')).code).toBe(0);
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
