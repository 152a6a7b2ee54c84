import { expect, test } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DataStore } from '#src/data-store.js';
import { dataFilesIn } from '#src/files/data-files.js';
import { pidsWithOpen } from '#src/files/open-marks.js';
import { newDirectory, openStore } from './open-store.js';
import { startWriter } from './writer.js';

const STORE = { what: 'store', tables: ['objects', 'undo'] } as const;

test('F-H19 killed in the middle of its commits, a store has all that was acknowledged, and nothing half', async () => {
  const directory = join(newDirectory(), 'store');
  let acknowledged = 0;
  for (let kill = 1; kill <= 12; kill++) {
    const writer = await startWriter(directory);
    await writer.acknowledged(writer.count + (kill * 7) % 19);
    await writer.kill();
    acknowledged = Math.max(acknowledged, writer.count);
    const store = await DataStore.open(directory, STORE);
    const table = store.table<number>('objects');
    const [left = 0, right = 0] = [table.get('left'), table.get('right')];
    expect(left + right).toBe(1_000);
    expect(right).toBeGreaterThanOrEqual(acknowledged);
    await store.close();
  }
  expect(acknowledged).toBeGreaterThan(100);
});

test('the mark of a process that was killed counts no more, and is taken away', async () => {
  const directory = join(newDirectory(), 'store');
  const files = dataFilesIn(directory, 'store');
  const writer = await startWriter(directory);
  expect(pidsWithOpen(files)).toEqual([writer.pid]);
  await writer.kill();
  expect(readdirSync(directory).filter((name) => name.startsWith(files.openMark))).toHaveLength(1);
  expect(pidsWithOpen(files)).toEqual([]);
  expect(readdirSync(directory).filter((name) => name.startsWith(files.openMark))).toEqual([]);
});

test('P2 while two processes have a store open, the one that closes it seals nothing, and neither finds damage', async () => {
  const directory = join(newDirectory(), 'store');
  const writer = await startWriter(directory);
  try {
    const store = await openStore(directory, STORE);
    store.table('undo').put('mine', 1);
    await writer.acknowledged(writer.count + 10);
    await store.close();
    expect(existsSync(join(directory, 'store.seal.json'))).toBe(false);
    await writer.acknowledged(writer.count + 10);
  } finally {
    await writer.kill();
  }
  const after = await openStore(directory, STORE);
  expect(after.table('undo').get('mine')).toBe(1);
  await after.close();
  expect(existsSync(join(directory, 'store.seal.json'))).toBe(true);
});
