import { expect, test } from '@jest/globals';
import { Get, Load, Providers, Status, WaitFor, allProviders } from '@provost/protocol';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureOf } from '../support/providers.js';
import { startHost, type TestHost } from '../support/start-host.js';

const PACKAGES = fileURLToPath(new URL('../../../node_modules/@provost', import.meta.url));

const one = (name: string): string => `
import { Type, defineClass, defineProvider, serve } from '@provost/sdk';
const Thing = defineClass('Thing_${name}', { key: 'id', properties: { id: Type.String() } });
const provider = defineProvider({ name: '${name}', namespace: 'root/many' }).serves(Thing, { get: ({ id }) => ({ id }) });
export default provider;
serve(provider);
`;

/** Its load asks for an object of another provider. */
const ASKS_IN_LOAD = `
import { Type, defineClass, defineProvider, serve } from '@provost/sdk';
const Front = defineClass('Front', { key: 'id', properties: { id: Type.String(), of: Type.String() } });
const provider = defineProvider({ name: 'front', namespace: 'root/many', load: async ({ host }) => (await host.of().Thing_back.get({ id: 'asked in load' })).id })
  .serves(Front, { get: ({ id }, of) => ({ id, of }) });
export default provider;
serve(provider);
`;

/** Registers a provider for each text, by its name. */
async function registerAll(host: TestHost, texts: Readonly<Record<string, string>>): Promise<void> {
  const folder = join(host.state, 'many');
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(PACKAGES, join(folder, 'node_modules/@provost'));
  const names = Object.keys(texts);
  for (const name of names) await writeFile(join(folder, `${name}.mjs`), texts[name] as string);
  for (let at = 0; at < names.length; at += 4) await Promise.all(names.slice(at, at + 4).map((name) => host.register(join(folder, `${name}.mjs`))));
}

const numbered = (what: string, count: number): string[] => Array.from({ length: count }, (_, number) => `${what}${number}`);
const textsOf = (names: readonly string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, one(name)]));

function get(host: TestHost, name: string, timeoutMs: number): Promise<unknown> {
  return host.door.request(Get, { path: `root/many:Thing_${name}="x"`, timeoutMs }).then(({ instance }) => instance['id']);
}

test('thirty providers that are wanted at once are loaded a few at a time, those first whose callers wait the shortest, and every one is answered', async () => {
  await using host = await startHost({ 'load-concurrency': '2' });
  const [patient, hurried] = [numbered('patient', 24), numbered('hurried', 6)];
  await registerAll(host, textsOf([...patient, ...hurried]));
  const answers = Promise.all([...patient.map((name) => get(host, name, 300_000)), ...hurried.map((name) => get(host, name, 200_000))]);
  expect((await host.door.request(Status, {})).loads).toEqual({ atWork: 2, waiting: 28 });
  expect(new Set(await answers)).toEqual(new Set(['x']));
  expect((await host.door.request(Status, {})).loads).toEqual({ atWork: 0, waiting: 0 });
  const loaded = (await host.events()).filter(({ type }) => type === 'loaded');
  expect(loaded).toHaveLength(30);
  expect(loaded.filter(({ queuedMs }) => queuedMs === undefined).map(({ provider }) => provider)).toEqual(expect.arrayContaining(['patient0', 'patient1']));
  expect(loaded.filter(({ queuedMs }) => queuedMs === undefined)).toHaveLength(2);
  for (const { queuedMs, tookMs } of loaded) expect(Number(queuedMs ?? 0)).toBeLessThanOrEqual(Number(tookMs));
  const places = hurried.map((name) => loaded.findIndex(({ provider }) => provider === name));
  expect(Math.max(...places)).toBeLessThan(12);
});

test('a provider that asks for another in its load has that loaded beside it, also where one is loaded at a time', async () => {
  await using host = await startHost({ 'load-concurrency': '1' });
  await registerAll(host, { ...textsOf(['back', 'other']), front: ASKS_IN_LOAD });
  const [front, other] = [host.door.request(Get, { path: 'root/many:Front="x"' }), get(host, 'other', 60_000)];
  expect((await front).instance).toEqual({ id: 'x', of: 'asked in load' });
  expect(await other).toBe('x');
});

test('what waits for its turn when the host stops is never started, and whoever waits for it is told', async () => {
  const host = await startHost({ 'load-concurrency': '1' });
  const names = numbered('waits', 6);
  await registerAll(host, textsOf(names));
  await host.door.request(Load, { name: 'waits0' });
  const failures = Promise.all(names.slice(1).map((name) => failureOf(get(host, name, 60_000))));
  expect((await host.door.request(Status, {})).loads).toEqual({ atWork: 1, waiting: 4 });
  await host[Symbol.asyncDispose]();
  expect(new Set((await failures).map(({ code }) => code))).toEqual(new Set(['SERVER_IS_SHUTTING_DOWN']));
});

test('what is registered is told a page at a time, in the order of the names, and to look at it makes nothing of what was never asked for', async () => {
  await using host = await startHost();
  const names = numbered('listed', 5);
  await registerAll(host, textsOf(names));
  const pages = [{ limit: 2 }, { after: 'listed1', limit: 2 }, { after: 'listed3', limit: 2 }, { after: 'listed4', limit: 2 }, {}];
  const told = await Promise.all(pages.map(async (page) => {
    const { providers, next } = await host.door.request(Providers, page);
    return [...providers.map(({ name }) => name), next];
  }));
  expect(told).toEqual([['listed0', 'listed1', 'listed1'], ['listed2', 'listed3', 'listed3'], ['listed4', undefined], [undefined], [...names, undefined]]);
  expect((await allProviders((params) => host.door.request(Providers, params))).map(({ name, state, loads }) => [name, state, loads])).toEqual(names.map((name) => [name, 'unloaded', 0]));
  expect(await failureOf(host.door.request(Providers, { limit: 0 }))).toMatchObject({ code: 'INVALID_PARAMETER' });
});

test('P11 beyond the loads that may wait a request is refused, naming the limit, and those before it are served', async () => {
  await using host = await startHost({ 'load-concurrency': '1', 'load-queue': '2' });
  const names = numbered('limited', 4);
  await registerAll(host, textsOf(names));
  const answers = Promise.all(names.slice(0, 3).map((name) => get(host, name, 60_000)));
  expect(await failureOf(get(host, 'limited3', 60_000))).toMatchObject({ code: 'SERVER_LIMITS_EXCEEDED', facts: { provider: 'limited3', limit: 'load-queue', value: 2 } });
  expect(await answers).toEqual(['x', 'x', 'x']);
  expect(await get(host, 'limited3', 60_000)).toBe('x');
  expect(await host.door.request(WaitFor, { name: 'limited3', state: 'idle' })).toMatchObject({ state: 'idle' });
});
