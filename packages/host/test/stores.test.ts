import { afterEach, expect, test } from '@jest/globals';
import { DataStore, backup } from '@provost/storage';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stores } from '#src/stores.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const OPTIONS = { what: 'store', tables: ['objects', 'undo', 'operations'] } as const;

async function stateWithStore(): Promise<{ state: string; directory: string; saved: string }> {
  const state = mkdtempSync(join(tmpdir(), 'provost-stores-'));
  folders.push(state);
  const directory = join(state, 'data', 'notes', 'store');
  mkdirSync(directory, { recursive: true });
  const store = await DataStore.open(directory, OPTIONS);
  store.table('objects').put('a', 'saved');
  store.table('undo').put('step', {});
  await store.close();
  const saved = join(state, 'saved.mdb');
  await backup(directory, saved, OPTIONS);
  return { state, directory, saved };
}

test('what waits to be undone is told with the store', async () => {
  const { state } = await stateWithStore();
  const stores = new Stores(state);
  expect(await stores.report('notes')).toMatchObject({ provider: 'notes', health: 'intact', pendingUndo: 1, tables: { objects: 1, undo: 1, operations: 0 } });
  expect(await stores.report('other')).toMatchObject({ provider: 'other', health: 'absent', pendingUndo: 0 });
});

test('a load that begins during a restore waits until it is done; one that began before does not', async () => {
  const { state, directory, saved } = await stateWithStore();
  const stores = new Stores(state);
  const order: string[] = [];
  let unloaded!: () => void;
  const gone = new Promise<void>((resolve) => { unloaded = resolve; });
  await stores.free('notes');
  const restored = stores.restore('notes', saved, async () => {
    order.push('unloading');
    await gone;
    order.push('unloaded');
  });
  const waited = stores.free('notes').then(() => order.push('loads'));
  await stores.free('another');
  order.push('another loads');
  unloaded();
  const { keptAside } = await restored;
  await waited;
  expect(order).toEqual(['unloading', 'another loads', 'unloaded', 'loads']);
  expect(keptAside).toMatch(/store\.aside-/);
  const store = await DataStore.open(directory, OPTIONS);
  expect(store.table('objects').get('a')).toBe('saved');
  await store.close();
});

test('a restore that fails, or whose provider is not unloaded, lets loads go on', async () => {
  const { state } = await stateWithStore();
  const stores = new Stores(state);
  const busy = new RangeError('at work');
  expect(await stores.restore('notes', '/nowhere', () => Promise.reject(busy)).catch((error: unknown) => error)).toBe(busy);
  expect(await stores.restore('notes', '/nowhere', () => Promise.resolve()).catch((error: unknown) => error)).toMatchObject({ code: 'STORE_FAILED' });
  await stores.free('notes');
});
