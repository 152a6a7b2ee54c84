import { expect, test } from '@jest/globals';
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataStore } from '#src/data-store.js';
import { backup } from '#src/operator/backup.js';
import { clear } from '#src/operator/clear.js';
import { inspect, verify } from '#src/operator/inspect.js';
import { restore } from '#src/operator/restore.js';
import { newDirectory, openStore } from './open-store.js';
import { startWriter } from './writer.js';

const STORE = { what: 'store', tables: ['objects', 'undo'], owner: 'notes' } as const;

const openNotes = (directory = join(newDirectory(), 'store')): Promise<DataStore> => openStore(directory, STORE);

async function closedNotes(...texts: string[]): Promise<string> {
  const store = await openNotes();
  texts.forEach((text, index) => { store.table('objects').put(`${index}`, { text }); });
  await store.close();
  return dirname(store.path);
}

test('what is shown of a store: its size, its records, whether it is whole, and the last good copy', async () => {
  const directory = await closedNotes('bread', 'milk');
  const file = join(directory, 'store.mdb');
  const { bytes, ...report } = await inspect(directory, STORE);
  expect(bytes).toBe(statSync(file).size);
  expect(report).toEqual({ path: file, health: 'intact', damage: null, remedy: null, tables: { objects: 2, undo: 0 }, openedBy: [], sealed: true, lastGood: null });
  const open = await openNotes(directory);
  open.table('undo').put('a', 1);
  expect(await inspect(directory, STORE)).toMatchObject({
    health: 'intact', tables: { objects: 2, undo: 1 }, openedBy: [process.pid], sealed: false, lastGood: { path: join(directory, 'store.last-good.mdb'), at: expect.any(String) as unknown },
  });
  expect(await verify(directory, STORE)).toBeUndefined();
});

test('where nothing was ever kept there is nothing to report, and nothing to back up', async () => {
  const directory = join(newDirectory(), 'store');
  expect(await inspect(directory, STORE)).toMatchObject({ bytes: null, health: 'absent', damage: null, tables: {} });
  const refused = await backup(directory, join(newDirectory(), 'backup.mdb'), STORE).catch((error: unknown) => error);
  expect(refused).toMatchObject({ message: `STORE_FAILED: The store ${join(directory, 'store.mdb')} could not be backed up: there is none yet.`, remedy: 'It is made when the provider first opens it.' });
  expect(existsSync(directory)).toBe(false);
});

test('P10 a backup taken while another process writes is of one moment, whole, and restored as it was', async () => {
  const directory = join(newDirectory(), 'store');
  const writer = await startWriter(directory);
  try {
    await writer.acknowledged(50);
    const to = join(newDirectory(), 'backup.mdb');
    const { path, bytes } = await backup(directory, to, STORE);
    expect([path, bytes]).toEqual([to, statSync(to).size]);
    expect(readdirSync(dirname(to))).toEqual(['backup.mdb']);
    const before = writer.count;
    await writer.acknowledged(before + 20);
    expect(await restore(directory, to, STORE).catch((error: unknown) => error)).toMatchObject({
      code: 'STATE_IN_USE', message: `STATE_IN_USE: The store ${join(directory, 'store.mdb')} is open in the process ${writer.pid}; nothing was restored.`,
    });
    await writer.kill();
    const { keptAside } = await restore(directory, to, STORE);
    const table = (await openNotes(directory)).table<number>('objects');
    const [left = 0, right = 0] = [table.get('left'), table.get('right')];
    expect(left + right).toBe(1_000);
    expect(1_000 - left).toBeGreaterThanOrEqual(50);
    expect(keptAside).toMatch(/store\.aside-\d{8}T\d{6}Z\.mdb$/);
    const kept = join(newDirectory(), 'store');
    await restore(kept, keptAside as string, STORE);
    expect(1_000 - ((await openNotes(kept)).table<number>('objects').get('left') ?? 0)).toBeGreaterThanOrEqual(before + 20);
  } finally {
    await writer.kill();
  }
});

test('a backup writes over nothing, and leaves nothing half where it cannot be written', async () => {
  const directory = await closedNotes('bread');
  const to = join(newDirectory(), 'backup.mdb');
  writeFileSync(to, 'mine');
  expect(await backup(directory, to, STORE).catch((error: unknown) => error)).toMatchObject({ code: 'ALREADY_EXISTS', message: `ALREADY_EXISTS: The file ${to} is there already; a backup writes over nothing.` });
  expect(readFileSync(to, 'utf8')).toBe('mine');
  const nowhere = join(dirname(to), 'none', 'backup.mdb');
  expect(await backup(directory, nowhere, STORE).catch((error: unknown) => error)).toMatchObject({
    code: 'INVALID_PARAMETER', sentence: `There is no directory ${dirname(nowhere)} to write the backup to.`, remedy: `Make it: mkdir -p ${dirname(nowhere)}. Then do it again.`,
  });
  const inFile = join(to, 'backup.mdb');
  expect(await backup(directory, inFile, STORE).catch((error: unknown) => error)).toMatchObject({ code: 'INVALID_PARAMETER', sentence: `${to}, which the backup should be written to, is no directory.` });
  expect(readdirSync(dirname(to))).toEqual(['backup.mdb']);
});

test.each<[string, (file: string, directory: string) => Promise<void> | void, RegExp]>([
  ['no data file', (file) => writeFileSync(file, Buffer.alloc(16_384, 7)), /its structure is damaged/],
  ['an empty file', (file) => writeFileSync(file, ''), /could not be restored: it is no store: it has no format version\.$/],
  ['the backup of a repository', async (file) => {
    const other = await openStore();
    await other.close();
    copyFileSync(other.path, file);
  }, /could not be restored: it is a repository and no store\.$/],
  ['a backup that was cut off', async (file, directory) => {
    writeFileSync(file, readFileSync(join(directory, 'store.mdb')).subarray(0, 9_000));
  }, /could not be restored/],
  ['a file that is not there', (file) => rmSync(file, { force: true }), /could not be restored: .*ENOENT/],
])('F-H28 %s is not put in the place of a store', async (_what, make, reason) => {
  const directory = await closedNotes('bread');
  const before = readFileSync(join(directory, 'store.mdb'));
  const names = readdirSync(directory);
  const from = join(newDirectory(), 'backup.mdb');
  await make(from, directory);
  expect(await restore(directory, from, STORE).catch((error: unknown) => error)).toMatchObject({
    code: 'STORE_FAILED', message: expect.stringMatching(reason) as unknown, remedy: 'Nothing was changed. Name another backup.', facts: { path: from },
  });
  expect([readFileSync(join(directory, 'store.mdb')).equals(before), readdirSync(directory)]).toEqual([true, names]);
});

test('F-H26 a damaged store is refused with the command to type, and what a restore replaces is kept aside', async () => {
  const directory = await closedNotes('bread');
  await (await openNotes(directory)).close();
  const file = join(directory, 'store.mdb');
  const damaged = readFileSync(file);
  damaged[damaged.indexOf('bread')] = 0x78;
  writeFileSync(file, damaged);
  const lastGood = join(directory, 'store.last-good.mdb');
  expect(await DataStore.open(directory, STORE).catch((error: unknown) => error)).toMatchObject({
    message: `STORE_FAILED: The store ${file} could not be opened: its bytes are not those that the last orderly stop left.`,
    remedy: `Put back the copy of the last good start: provost store notes restore ${lastGood}. The damaged file is kept aside. Then ask again: the next request loads the provider anew.`,
  });
  expect(await inspect(directory, STORE)).toMatchObject({ health: 'damaged', tables: {} });
  expect(await backup(directory, join(newDirectory(), 'b.mdb'), STORE).catch((error: unknown) => error)).toMatchObject({ code: 'STORE_FAILED' });
  const { keptAside } = await restore(directory, lastGood, STORE);
  expect(readFileSync(keptAside as string).equals(damaged)).toBe(true);
  expect((await openNotes(directory)).table('objects').entries()).toEqual([['0', { text: 'bread' }]]);
});

test('F-H28 the backup of another provider\'s store is refused by both names, save by force; one that does not say whose it is may be anybody\'s', async () => {
  const directory = await closedNotes('bread');
  const before = readFileSync(join(directory, 'store.mdb'));
  const ofLedger = { ...STORE, owner: 'ledger' };
  const [other, saved] = [join(newDirectory(), 'store'), join(newDirectory(), 'ledger.mdb')];
  const ledger = await openStore(other, ofLedger);
  ledger.table('objects').put('0', { text: 'gold' });
  await backup(other, saved, ofLedger);
  expect(await restore(directory, saved, STORE).catch((error: unknown) => error)).toMatchObject({
    code: 'INVALID_PARAMETER', facts: { owner: 'ledger', provider: 'notes' },
    message: `INVALID_PARAMETER: ${saved} has the store of provider "ledger", and not that of "notes". Nothing was changed.`,
    remedy: `Name a backup of "notes". To have it all the same: provost store notes restore ${saved} --force.`,
  });
  expect(readFileSync(join(directory, 'store.mdb')).equals(before)).toBe(true);
  await restore(directory, saved, STORE, { force: true });
  const taken = await openNotes(directory);
  expect(taken.table('objects').entries()).toEqual([['0', { text: 'gold' }]]);
  await taken.close();
  await backup(directory, `${saved}.notes`, STORE);
  await restore(directory, `${saved}.notes`, STORE); // It is that provider's by now.
  const [unsaid, nobodys] = [{ what: 'store', tables: STORE.tables } as const, join(newDirectory(), 'store')];
  await (await openStore(nobodys, unsaid)).close();
  expect(await restore(directory, join(nobodys, 'store.mdb'), STORE)).toMatchObject({ path: join(directory, 'store.mdb') });
});

test('F-H28 a store that is cleared is empty and whole, and what was there is kept aside: the damaged file, or the last good copy of one that is missing', async () => {
  const directory = await closedNotes('bread');
  const file = join(directory, 'store.mdb');
  const open = await openNotes(directory);
  expect(await clear(directory, STORE).catch((error: unknown) => error)).toMatchObject({ code: 'STATE_IN_USE', facts: { pids: [process.pid] } });
  await open.close();
  writeFileSync(file, 'damaged');
  const { keptAside } = await clear(directory, STORE);
  expect(readFileSync(keptAside as string, 'utf8')).toBe('damaged');
  expect(await inspect(directory, STORE)).toMatchObject({ health: 'intact', tables: {}, sealed: true });
  const lastGood = readFileSync(join(directory, 'store.last-good.mdb'));
  rmSync(file);
  const { keptAside: copy } = await clear(directory, STORE);
  expect(readFileSync(copy as string).equals(lastGood)).toBe(true);
  expect((await openNotes(directory)).table('objects').count()).toBe(0);
  expect(await clear(join(newDirectory(), 'store'), STORE)).toMatchObject({ keptAside: null });
});

test('F-H26 a damaged record is told by the name that those give it who keep it', async () => {
  const directory = await closedNotes('bread');
  const names = { ...STORE, nameOf: (table: string, key: unknown) => `The note ${String(key)} (${table})` };
  const file = join(directory, 'store.mdb');
  const damaged = readFileSync(file);
  for (let at = damaged.indexOf('bread'); at !== -1; at = damaged.indexOf('bread', at)) damaged[at] = 0x78;
  writeFileSync(file, damaged);
  rmSync(join(directory, 'store.seal.json'));
  expect(await DataStore.open(directory, names).catch((error: unknown) => error)).toMatchObject({
    facts: { damaged: true }, sentence: `The store ${file} could not be opened: The note 0 (objects) is damaged: its checksum does not fit.`,
  });
  expect(await verify(directory, names)).toMatchObject({ damage: `The store ${file} could not be read: The note 0 (objects) is damaged: its checksum does not fit.` });
});
