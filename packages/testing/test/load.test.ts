import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { defineClass, defineProvider, ProviderError, Type } from '@provost/sdk';
import { load, TestClock } from '@provost/testing';
import { gate } from './support/gate.js';

const Thing = defineClass('Thing', { key: 'id', properties: { id: Type.String() } });

test('a loaded provider is called by the types of its classes, and let go at the end of the block', async () => {
  const steps: string[] = [];
  const things = defineProvider({
    name: 'things',
    namespace: 'root/test',
    load: (context) => {
      context.defer(() => steps.push('first deferred'));
      context.defer(() => steps.push('last deferred'));
      return { prefix: '#' };
    },
    release: (reason, { prefix }) => steps.push(`release ${reason} ${prefix}`),
  }).serves(Thing, { get: ({ id }, { prefix }) => ({ id: prefix + id.slice(1) }) });
  {
    await using p = await load(things);
    expect(await p.Thing.get({ id: '#7' })).toEqual({ id: '#7' });
  }
  expect(steps).toEqual(['release shutdown #', 'last deferred', 'first deferred']);
});

test('config is checked, defaults are filled in, and dates in it are Dates', async () => {
  let seen: unknown;
  const provider = defineProvider({
    name: 'configured',
    namespace: 'root/test',
    config: { folder: Type.String(), since: Type.DateTime(), max: Type.Optional(Type.Integer({ default: 100 })), note: Type.Optional(Type.String()) },
    load: (context) => (seen = context.config),
  });
  await using p = await load(provider, { config: { folder: '/x', since: '2030-01-02T03:04:05.000Z' } });
  expect(seen).toEqual({ folder: '/x', since: new Date('2030-01-02T03:04:05.000Z'), max: 100 });
  expect(p.description.config?.required).toEqual(['folder', 'since']);
  await expect(load(provider, { config: { folder: 7 } })).rejects.toMatchObject({ code: 'PROVIDER_LOAD_FAILED' });
});

test('a credential is read by its name, and one that was not given says how to give it', async () => {
  const provider = defineProvider({ name: 'secret', namespace: 'root/test', credentials: ['token'], load: (context) => context.credential('token') }).serves(Thing, {
    get: (_key, token) => ({ id: token }),
  });
  await using p = await load(provider, { credentials: { token: 's3cret' } });
  expect(await p.Thing.get({ id: 's3cret' })).toEqual({ id: 's3cret' });
  await expect(load(provider)).rejects.toMatchObject({
    code: 'PROVIDER_LOAD_FAILED',
    message: expect.stringContaining('Credential "token" was not given to provider "secret".'),
    remedy: 'Give it the file that holds it: provost register PATH --credential token=FILE.',
  });
});

test('a data directory of its own is there, and gone after release', async () => {
  let folder = '';
  const provider = defineProvider({ name: 'disk', namespace: 'root/test', load: ({ dataDirectory }) => void (folder = dataDirectory) });
  const p = await load(provider);
  expect(existsSync(folder)).toBe(true);
  expect(await p.release()).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});

test('a load that throws fails with its reason, after what it deferred is done', async () => {
  const steps: string[] = [];
  const provider = defineProvider({
    name: 'broken',
    namespace: 'root/test',
    load(context) {
      context.defer(() => steps.push('closed'));
      throw new ProviderError('NOT_FOUND', {}, { message: 'The disk is gone.', remedy: 'Plug it in.' });
    },
    release: () => steps.push('released'),
  });
  await expect(load(provider)).rejects.toMatchObject({
    code: 'PROVIDER_LOAD_FAILED',
    message: expect.stringMatching(/^PROVIDER_LOAD_FAILED: Provider "broken" \(pid \d+\) failed to load: The disk is gone\.$/),
    remedy: 'Plug it in.',
  });
  expect(steps).toEqual(['closed']);
});

test('a load past its deadline is timed out by the clock alone, and progress starts the deadline anew', async () => {
  const clock = new TestClock();
  let progress = (): void => {};
  const reached = gate();
  const provider = defineProvider({
    name: 'slow',
    namespace: 'root/test',
    load: (context) => {
      progress = () => { context.progress({ message: 'still at it' }); };
      reached.open();
      return new Promise<void>((resolve) => context.signal.addEventListener('abort', () => { resolve(); }));
    },
  });
  const outcome = load(provider, { clock }).catch((error: unknown) => error);
  await reached.opened;
  await clock.advance('9s');
  progress();
  await clock.advance('9s');
  expect(clock.nowMs()).toBe(18_000);
  await clock.advance('2s');
  expect(await outcome).toMatchObject({ code: 'PROVIDER_LOAD_TIMED_OUT', message: expect.stringContaining('loadTimeoutMs (10000)') });
});

test('P7 what hangs at release costs no other its turn, and is named in the faults', async () => {
  const clock = new TestClock();
  const steps: string[] = [];
  const provider = defineProvider({
    name: 'hanging',
    namespace: 'root/test',
    load: (context) => {
      context.defer(() => steps.push('first'));
      context.defer(() => new Promise(() => {}));
      context.defer(() => Promise.reject(new Error('disk full')));
    },
  });
  const p = await load(provider, { clock });
  const released = p.release();
  await clock.advance('9900ms');
  const faults = await released;
  expect(faults.map((fault) => fault.sentence)).toEqual([
    'Deferred work 3 of provider "hanging" threw Error: disk full.',
    'Deferred work 2 did not end within 9500 ms.',
  ]);
  expect(steps).toEqual(['first']);
  expect(p.log.join('\n')).toContain('Error: disk full');
});

test('a second release answers as the first', async () => {
  let releases = 0;
  const p = await load(defineProvider({ name: 'once', namespace: 'root/test', release: () => void releases++ }));
  expect(await Promise.all([p.release(), p.release()])).toEqual([[], []]);
  expect(releases).toBe(1);
});
