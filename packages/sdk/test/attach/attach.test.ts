import { expect, test } from '@jest/globals';
import { ProviderError } from '@provost/protocol';
import { Type, defineClass, defineProvider, type LoadContext } from '#src/index.js';
import { attach } from '#src/attach/attach.js';
import type { AttachChange } from '#src/attach/attach-options.js';
import { attachingHost } from '../support/attaching-host.js';

const Gauge = defineClass('Gauge', { key: 'id', properties: { id: Type.String(), value: Type.Integer() } });

/** What a gauge does, told in its order. */
function madeGauge({ fails = false } = {}) {
  const told: string[] = [];
  const contexts: LoadContext[] = [];
  const gauge = defineProvider({
    name: 'gauge', namespace: 'root/lab',
    config: { unit: Type.String({ default: 'C' }), most: Type.Integer({ default: 100 }) },
    credentials: ['key'],
    load(context) {
      told.push('load');
      contexts.push(context as unknown as LoadContext);
      if (fails) throw new Error('no sensor');
      context.defer(() => { told.push('deferred'); });
      return { value: 20 };
    },
    release(reason) { told.push(`release ${reason}`); },
  }).serves(Gauge, { get: ({ id }, state) => ({ id, value: (state.value += 1) }) });
  return { gauge, told, contexts };
}

const given = ({ state }: { readonly state: string }) => ({ state, credentials: { key: 'k' } });
const caught = (act: Promise<unknown>): Promise<unknown> => act.then(() => undefined, (error: unknown) => error);

test('attach says who it is and what it serves, and settles once it serves', async () => {
  await using host = await attachingHost();
  const { gauge, told, contexts } = madeGauge();
  await using attached = await attach(gauge, { ...given(host), config: { most: 5 } });
  const { hello, params, get } = await host.next();
  expect(hello).toMatchObject({ role: 'provider', pid: process.pid, attach: { name: 'gauge' } });
  expect(hello.activation).toBeUndefined();
  expect(params).toMatchObject({ loaded: false, description: { name: 'gauge', namespace: 'root/lab', kinds: ['object'], classes: [{ name: 'Gauge' }] } });
  expect([attached.name, attached.isAttached, told]).toEqual(['gauge', true, ['load']]);
  expect(contexts[0]?.config).toEqual({ unit: 'C', most: 5 });
  expect(contexts[0]?.credential('key')).toBe('k');
  expect(await get('a')).toEqual({ id: 'a', value: 21 });
});

test('it attaches under another name where one is given, in its hello and in its description', async () => {
  await using host = await attachingHost();
  await using attached = await attach(madeGauge().gauge, { ...given(host), name: 'gauge-2' });
  const { hello, params } = await host.next();
  expect([attached.name, hello.attach?.name, params.description.name]).toEqual(['gauge-2', 'gauge-2', 'gauge-2']);
});

test('detach says so to the host, releases, runs what was deferred, and is done once however often it is called', async () => {
  await using host = await attachingHost();
  const { gauge, told } = madeGauge();
  const attached = await attach(gauge, { ...given(host) });
  const { detaching, connection } = await host.next();
  const [first, second] = [attached.detach(), attached.detach({ timeoutMs: 1 })];
  expect(attached.isAttached).toBe(false);
  await Promise.all([detaching, first, second, attached.ended, connection.closed]);
  expect(told).toEqual(['load', 'release unregistered', 'deferred']);
});

test('a program that attaches and detaches again and again leaves nothing behind, and what was given to onExit is called at each end', async () => {
  await using host = await attachingHost();
  const listeners = process.listenerCount('exit');
  let ends = 0;
  const gauge = defineProvider({ name: 'gauge', namespace: 'root/lab', load: (context) => { context.onExit(() => { ends += 1; }); } }).serves(Gauge, { list: () => [] });
  for (let round = 1; round <= 12; round++) {
    const attached = await attach(gauge, { state: host.state });
    expect([process.listenerCount('exit'), ends]).toEqual([listeners + 1, round - 1]);
    await attached.detach();
    expect([process.listenerCount('exit'), ends]).toEqual([listeners, round]);
  }
});

test('one program may attach several providers, each with a life of its own', async () => {
  await using host = await attachingHost();
  const [one, other] = [madeGauge(), madeGauge()];
  const first = await attach(one.gauge, given(host));
  await using second = await attach(other.gauge, { ...given(host), name: 'second' });
  const [, taken] = [await host.next(), await host.next()];
  await first.detach();
  expect([one.told, other.told, second.isAttached]).toEqual([['load', 'release unregistered', 'deferred'], ['load'], true]);
  expect(await taken.get('a')).toMatchObject({ value: 21 });
});

test('a signal that is aborted detaches; before it has attached, attach rejects and nothing is begun', async () => {
  await using host = await attachingHost();
  const { gauge, told } = madeGauge();
  const leaving = new AbortController();
  const attached = await attach(gauge, { ...given(host), signal: leaving.signal });
  const { detaching } = await host.next();
  leaving.abort();
  await Promise.all([detaching, attached.ended]);
  expect(told).toEqual(['load', 'release unregistered', 'deferred']);
  expect(await caught(attach(gauge, { ...given(host), signal: leaving.signal }))).toMatchObject({ code: 'OPERATION_CANCELLED', facts: { provider: 'gauge' } });
  expect(told).toHaveLength(3);
});

test('P9 a host that is lost is looked for until it is back; what load returned is kept, and onChange is told', async () => {
  await using host = await attachingHost();
  const { gauge, told } = madeGauge();
  const changes: AttachChange['state'][] = [];
  let change = (): void => {};
  const onChange = ({ state }: AttachChange): void => {
    changes.push(state);
    change();
  };
  await using attached = await attach(gauge, { ...given(host), onChange });
  expect(await (await host.next()).get('a')).toMatchObject({ value: 21 });
  await host.stop();
  await new Promise<void>((resolve) => {
    change = resolve;
    if (changes.includes('lost')) resolve();
  });
  expect(attached.isAttached).toBe(false);
  await host.start();
  const again = await host.next();
  expect(again.params.loaded).toBe(true);
  expect(again.report).toMatchObject({ state: 'serving' });
  expect(await again.get('a')).toMatchObject({ value: 22 });
  expect([changes, told]).toEqual([['attached', 'lost', 'attached'].slice(0, changes.length), ['load']]);
});

test('P9 one that looks for its host detaches without it: it releases, looks no more, and is done', async () => {
  await using host = await attachingHost();
  const { gauge, told } = madeGauge();
  const attached = await attach(gauge, given(host));
  const { connection } = await host.next();
  await Promise.all([host.stop(), connection.closed]);
  await attached.detach();
  await attached.ended;
  expect([attached.isAttached, told]).toEqual([false, ['load', 'release unregistered', 'deferred']]);
  await host.start();
  await using other = await attach(madeGauge().gauge, { ...given(host), name: 'other' });
  expect([(await host.next()).hello.attach?.name, other.isAttached]).toEqual(['other', true]);
});

test('a host that is back and does not take it is asked again, and each refusal is told with why', async () => {
  await using host = await attachingHost();
  const refused = withResolvers<ProviderError>();
  await using attached = await attach(madeGauge().gauge, { ...given(host), onChange: (change) => { if (change.state === 'refused') refused.resolve(change.why); } });
  await host.next();
  host.refusal = new ProviderError('ACCESS_DENIED', { setting: 'attach' }, { message: 'Not now.' });
  await host.stop();
  await host.start();
  expect(await refused.promise).toMatchObject({ code: 'ACCESS_DENIED', facts: { setting: 'attach' } });
  expect(attached.isAttached).toBe(false);
  host.refusal = undefined;
  expect((await host.next()).params.loaded).toBe(true);
});

test('what onChange throws is logged and harms nobody', async () => {
  await using host = await attachingHost();
  await using attached = await attach(madeGauge().gauge, { ...given(host), onChange: () => { throw new Error('the author\'s slip'); } });
  expect(await (await host.next()).get('a')).toMatchObject({ value: 21 });
  expect(attached.isAttached).toBe(true);
});

test.each([
  ['what load failed with', { fails: true }, {}, 'PROVIDER_LOAD_FAILED', 'no sensor'],
  ['a config that does not fit', {}, { config: { most: 'many' } }, 'INVALID_PARAMETER', 'config most must be a whole number, and is "many"'],
  ['a member of the config that there is not', {}, { config: { mots: 5 } }, 'INVALID_PARAMETER', 'config mots must be one of the properties there are (unit, most)'],
  ['a credential that is missing', {}, { credentials: {} }, 'INVALID_PARAMETER', 'the credential "key" is missing'],
])('attach rejects with %s, and leaves nothing', async (_what, how, options, code, words) => {
  await using host = await attachingHost();
  const error = (await caught(attach(madeGauge(how).gauge, { ...given(host), ...options }))) as ProviderError;
  expect(error.code).toBe(code);
  expect(error.message).toContain(words);
  await using attached = await attach(madeGauge().gauge, { ...given(host) });
  expect(attached.isAttached).toBe(true);
});

test('attach waits for a host where it is told to, until it is there or the signal is aborted', async () => {
  await using host = await attachingHost();
  await host.stop();
  const { gauge, told } = madeGauge();
  const attaching = attach(gauge, { ...given(host), waitForHost: true });
  const leaving = new AbortController();
  const givenUp = caught(attach(gauge, { ...given(host), waitForHost: true, signal: leaving.signal }));
  leaving.abort();
  expect(await givenUp).toMatchObject({ code: 'OPERATION_CANCELLED' });
  expect(told).toEqual([]);
  await host.start();
  await using attached = await attaching;
  expect([attached.isAttached, (await host.next()).params.loaded, told]).toEqual([true, false, ['load']]);
});

test('attach rejects where there is no host, with how to start one, and where it is given no provider', async () => {
  const host = await attachingHost();
  await host[Symbol.asyncDispose]();
  expect(await caught(attach(madeGauge().gauge, { ...given(host) }))).toMatchObject({ code: 'HOST_NOT_RUNNING', remedy: 'Start one: provost up.' });
  expect(await caught(attach({} as never))).toMatchObject({ code: 'INVALID_PARAMETER', remedy: expect.stringContaining('await attach(provider)') });
});

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => { resolve = settle; });
  return { promise, resolve };
}
