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

const NOTES = { name: 'notes', description: { classes: [], store: true } };

function known(...names: string[]): { has(name: string): boolean; add(name: string): void } {
  const providers = new Set(names);
  return { has: (name) => providers.has(name), add: (name) => void providers.add(name) };
}

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
  const stores = new Stores(state, known());
  expect(await stores.report(NOTES)).toMatchObject({ provider: 'notes', health: 'intact', pendingUndo: 1, tables: { objects: 1, undo: 1, operations: 0 } });
  expect(await stores.report({ ...NOTES, name: 'other' })).toMatchObject({ provider: 'other', health: 'absent', pendingUndo: 0 });
});

test('a load that begins during a restore waits until it is done; one that began before does not', async () => {
  const { state, directory, saved } = await stateWithStore();
  const stores = new Stores(state, known());
  const order: string[] = [];
  let unloaded!: () => void;
  const gone = new Promise<void>((resolve) => { unloaded = resolve; });
  await stores.free('notes');
  const restored = stores.replace(NOTES, { path: saved, force: false }, async () => {
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
  const stores = new Stores(state, known());
  const busy = new RangeError('at work');
  expect(await stores.replace(NOTES, { path: '/nowhere', force: false }, () => Promise.reject(busy)).catch((error: unknown) => error)).toBe(busy);
  expect(await stores.replace(NOTES, { path: '/nowhere', force: false }, () => Promise.resolve()).catch((error: unknown) => error)).toMatchObject({ code: 'STORE_FAILED' });
  await stores.free('notes');
});

test('F-H28 a store that is gone with all its folder is told as lost, is not backed up, and keeps its provider from loading until there is one again', async () => {
  const { state, directory, saved } = await stateWithStore();
  const stores = new Stores(state, known());
  stores.seen(NOTES, new Date());
  stores.refuseLost(NOTES);
  rmSync(join(state, 'data'), { recursive: true });
  const sentence = `The store of provider "notes" is gone: it has had one, and nothing of it is left in ${directory}.`;
  const remedy = 'Bring back a backup: provost store notes restore FILE. Without one, let it begin with an empty store: provost store notes clear.';
  const refusal = (() => { try { stores.refuseLost(NOTES); } catch (error) { return error; } return undefined; })();
  expect(refusal).toMatchObject({ code: 'PROVIDER_LOAD_FAILED', sentence: `Provider "notes" is not loaded: ${sentence}`, remedy, facts: { damaged: true, reason: 'STORE_FAILED' } });
  expect(await stores.report(NOTES)).toMatchObject({ health: 'damaged', damage: sentence, remedy });
  expect(await stores.backup(NOTES, join(state, 'b.mdb')).catch((error: unknown) => error)).toMatchObject({ code: 'STORE_FAILED', sentence });
  await stores.replace(NOTES, { path: saved, force: false }, () => Promise.resolve());
  stores.refuseLost(NOTES);
  rmSync(directory, { recursive: true });
  await stores.replace(NOTES, 'empty', () => Promise.resolve());
  stores.refuseLost(NOTES);
});

test('of a provider without a store there is nothing to show or to back up, unless there is one of an earlier time', async () => {
  const { state } = await stateWithStore();
  const stores = new Stores(state, known());
  const none = { name: 'lamp', description: { classes: [] } };
  const refusal = { code: 'NOT_SUPPORTED', sentence: 'Provider "lamp" has no store: it does not say store: true.' };
  expect(await stores.report(none).catch((error: unknown) => error)).toMatchObject(refusal);
  expect(await stores.backup(none, join(state, 'b.mdb')).catch((error: unknown) => error)).toMatchObject(refusal);
  expect(await stores.report({ ...none, name: 'notes' })).toMatchObject({ health: 'intact' });
});
