import { afterEach, expect, test } from '@jest/globals';
import { Doctor, Events, Get, Providers, Repository, Status, Stop, type JsonObject } from '@provost/protocol';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProviderHost } from '#src/provider-host.js';
import { backupRepositoryOf, inspectRepositoryOf, restoreRepositoryOf } from '#src/restore-repository.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function startAndStop(state: string): Promise<void> {
  const host = new ProviderHost({ state });
  await host.start();
  await host.stop();
}

/** A state directory whose repository two hosts have closed in order, and then somebody has changed. */
async function damagedState(): Promise<{ readonly state: string; readonly file: string; readonly told: string; readonly remedy: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'provost-damaged-'));
  folders.push(folder);
  const state = join(folder, 'state');
  await startAndStop(state);
  await startAndStop(state);
  const file = join(state, 'repository', 'repository.mdb');
  const bytes = readFileSync(file);
  bytes[bytes.length - 100]! ^= 1;
  writeFileSync(file, bytes);
  return {
    state, file, told: `The repository ${file} could not be opened: its bytes are not those that the last orderly stop left.`,
    remedy: `Put back the copy of the last good start: provost repository restore ${join(state, 'repository', 'repository.last-good.mdb')}. The damaged file is kept aside. Then start the host again.`,
  };
}

const filesOf = (state: string): unknown => readdirSync(join(state, 'repository')).map((name) => {
  const path = join(state, 'repository', name);
  return [name, readFileSync(path).toString('base64'), statSync(path).mtimeMs];
});

test('F-H26 an embedded host rejects its start where its repository is damaged, and leaves nothing running', async () => {
  const { state, told, remedy } = await damagedState();
  const host = new ProviderHost({ state });
  expect(await host.start().catch((error: unknown) => error)).toMatchObject({ message: `STORE_FAILED: ${told}`, remedy });
  await host.stop();
  expect(host.repositoryFault).toBeUndefined();
});

test('F-H26 a host that is asked to come up even so says what is wrong, refuses all else, is stopped, and changes nothing', async () => {
  const { state, file, told, remedy } = await damagedState();
  const before = filesOf(state);
  const host = new ProviderHost({ state, evenDamaged: true });
  await host.start();
  await host.start();
  const fault = { message: `STORE_FAILED: ${told} The host serves nothing until that is mended.`, remedy: `Stop the host first: provost down. ${remedy}`, facts: { path: file } };
  expect(host.repositoryFault).toMatchObject(fault);
  const door = host.door();
  expect(await door.request(Status, {})).toMatchObject({ pid: process.pid, loaded: 0, stopping: false, repositoryFault: { damage: host.repositoryFault?.sentence, remedy: fault.remedy } });
  expect((await door.request(Doctor, {})).findings.at(-1)).toEqual({ check: 'repository', verdict: 'fault', finding: host.repositoryFault?.sentence, remedy: fault.remedy });
  expect(await door.request(Repository, {})).toMatchObject({ health: 'damaged', path: file });
  for (const asked of [door.request(Get, { path: 'root/app:Note.id="1"' }), door.request(Providers, {})]) expect(await asked.catch((error: unknown) => error)).toMatchObject(fault);
  const rows: AsyncIterable<readonly JsonObject[]> = door.stream(Events, {});
  expect(await rows[Symbol.asyncIterator]().next().catch((error: unknown) => error)).toMatchObject(fault);
  const other = new ProviderHost({ state, evenDamaged: true });
  expect(await other.start().catch((error: unknown) => error)).toMatchObject({ code: 'STATE_IN_USE' });
  expect(await restoreRepositoryOf(state, join(state, 'repository', 'repository.last-good.mdb')).catch((error: unknown) => error)).toMatchObject({
    code: 'STATE_IN_USE', facts: { pid: process.pid }, message: `STATE_IN_USE: A host (pid ${process.pid}) holds the state directory ${state}; nothing was restored.`,
  });
  await door.request(Stop, {});
  await host.stopped;
  expect(filesOf(state)).toEqual(before);
});

test('F-H26 what the remedy says brings the host back, in an epoch above all before', async () => {
  const { state, file } = await damagedState();
  const damaged = readFileSync(file);
  const { keptAside } = await restoreRepositoryOf(state, join(state, 'repository', 'repository.last-good.mdb'));
  expect(readFileSync(keptAside as string).equals(damaged)).toBe(true);
  expect(await inspectRepositoryOf(state)).toMatchObject({ health: 'intact', sealed: true });
  const host = new ProviderHost({ state });
  await host.start();
  expect((await host.door().request(Status, {})).epoch).toBe(1_000_002);
  await host.stop();
});

test('F-H20 a repository that cannot be opened for want of rights or room is not taken for damaged', async () => {
  const host = new ProviderHost({ state: '/proc/provost', evenDamaged: true });
  const refusal = (await host.start().catch((error: unknown) => error)) as { readonly code?: string };
  expect([typeof refusal.code, host.repositoryFault]).toEqual(['string', undefined]);
});

test('a backup without a host has what the repository has', async () => {
  const { state } = await damagedState();
  const to = join(state, 'backup.mdb');
  expect(await backupRepositoryOf(state, to).catch((error: unknown) => error)).toMatchObject({ code: 'STORE_FAILED', message: expect.stringMatching(/could not be backed up: its bytes are not those/) });
  await restoreRepositoryOf(state, join(state, 'repository', 'repository.last-good.mdb'));
  expect(await backupRepositoryOf(state, to)).toMatchObject({ path: to });
  const { tables } = await inspectRepositoryOf(state);
  await restoreRepositoryOf(state, to);
  expect((await inspectRepositoryOf(state)).tables).toEqual(tables);
});
