/** The misbehaving providers of `test/providers`, by name; a test fails where the list and the folder differ. */
import { Get, List, type HostEvent, type ProviderError } from '@provost/protocol';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestHost } from './start-host.js';

const FOLDER = fileURLToPath(new URL('../../providers/', import.meta.url));

/** Registers a fixture as a program that speaks for itself, run by Node with these flags. Each has one class, `root/raw:Thing`, with `get` and `list`. */
export async function registerFixture(host: TestHost, fixture: string, ...flags: string[]): Promise<void> {
  const folder = await mkdtemp(join(host.state, 'fixture-'));
  await writeFile(join(folder, 'provost.json'), JSON.stringify({ command: [process.execPath, ...flags, join(FOLDER, `${fixture}.js`)] }));
  await host.register(folder);
}

/** The text of the Thing of that id. */
export async function getThing(host: TestHost, id = 'x', timeoutMs?: number): Promise<unknown> {
  const { instance } = await host.door.request(Get, { path: `root/raw:Thing.id="${id}"`, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  return instance['text'];
}

/** The ids of all Things, or of so many. */
export async function listThings(host: TestHost, limit?: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const rows of host.door.stream(List, { class: 'root/raw:Thing', ...(limit === undefined ? {} : { query: { limit } }) })) ids.push(...rows.map((row) => String(row['id'])));
  return ids;
}

/** What a request that must fail was told. */
export async function failureOf(request: Promise<unknown>): Promise<ProviderError> {
  try {
    await request;
  } catch (error) {
    return error as ProviderError;
  }
  throw new Error('the request was answered; it should have failed');
}

/** The event with which the activation that failed came to its end. */
export function endOf(host: TestHost): Promise<HostEvent> {
  return Promise.race(['crashed', 'unloaded', 'load-failed'].map((type) => host.event(type, 'raw')));
}
