import { expect, test } from '@jest/globals';
import { defineClass, defineProvider, Type, type LoadContext } from '@provost/sdk';
import { load, TestClock, type LoadOptions } from '@provost/testing';
import { gate } from './support/gate.js';

const Thing = defineClass('Thing', { key: 'id', properties: { id: Type.String(), life: Type.Integer() } });

/** A provider that says by its answers in which life it is, and notes what is done with it. */
function things(spec: { readonly pure?: boolean; readonly limits?: { readonly clearAfterMs: number | 'never' } } = {}, onLoad: (context: LoadContext) => unknown = () => {}) {
  const steps: string[] = [];
  let loads = 0;
  const provider = defineProvider({
    name: 'things',
    namespace: 'root/test',
    ...spec,
    load: async (context) => {
      steps.push('load');
      context.defer(() => steps.push('closed'));
      context.onExit(() => steps.push('exit'));
      await onLoad(context);
      return { life: ++loads };
    },
    release: (reason) => steps.push(`release ${reason}`),
  }).serves(Thing, { get: ({ id }, { life }) => ({ id, life }) });
  return { provider, steps };
}

test('an idle provider is unloaded when ClearAfter has passed and not before; the next request loads it anew', async () => {
  const { provider, steps } = things();
  await using p = await load(provider, { clock: new TestClock() });
  expect(p.state).toBe('idle');
  await p.Thing.get({ id: 'a' });
  expect(await p.idleFor('29999ms')).toEqual({ state: 'idle', holds: [], faults: [] });
  expect(steps).toEqual(['load']);
  expect(await p.idleFor('1ms')).toEqual({ state: 'unloaded', holds: [], faults: [] });
  expect(await p.idleFor('1h')).toEqual({ state: 'unloaded', holds: [], faults: [] });
  expect(await Promise.all([p.Thing.get({ id: 'a' }), p.Thing.get({ id: 'b' })])).toEqual([{ id: 'a', life: 2 }, { id: 'b', life: 2 }]);
  expect(steps).toEqual(['load', 'release idle', 'closed', 'exit', 'load']);
});

test.each<[string, LoadOptions, 'idle' | 'unloaded']>([
  ['its limits say so', {}, 'unloaded'],
  ['the test says more', { clearAfter: '1m' }, 'idle'],
  ['the test says never', { clearAfter: 'never' }, 'idle'],
  ['the test says 0', { clearAfter: 0 }, 'unloaded'],
])('ClearAfter is as long as %s', async (_who, options, state) => {
  const { provider } = things({ limits: { clearAfterMs: 5000 } });
  await using p = await load(provider, options);
  expect((await p.idleFor('5s')).state).toBe(state);
});

test('time that the test does not let pass by idleFor unloads nothing', async () => {
  const clock = new TestClock();
  const { provider, steps } = things();
  await using p = await load(provider, { clock });
  await clock.advance('1d');
  expect([p.state, steps]).toEqual(['idle', ['load']]);
});

test('what goes wrong when it is released as idle is answered, and it is unloaded all the same', async () => {
  const { provider } = things({}, (context) => { context.defer(() => Promise.reject(new Error('disk full'))); });
  await using p = await load(provider);
  const { state, faults } = await p.idleFor('30s');
  expect([state, faults.map((fault) => fault.sentence)]).toEqual(['unloaded', ['Deferred work 2 of provider "things" threw Error: disk full.']]);
});

test('a request that meets a release waits for its end and loads anew', async () => {
  const [begun, goOn] = [gate(), gate()];
  const { provider, steps } = things({}, (context) => {
    context.defer(async () => {
      begun.open();
      await goOn.opened;
    });
  });
  await using p = await load(provider);
  const idle = p.idleFor('30s');
  await begun.opened;
  const answer = p.Thing.get({ id: 'a' });
  expect(steps).toEqual(['load', 'release idle']);
  goOn.open();
  expect(await answer).toEqual({ id: 'a', life: 2 });
  await idle;
});

test('a load anew that fails is told to all who asked for it, and the next one tries again', async () => {
  let fails = false;
  const { provider, steps } = things({}, () => { if (fails) throw new Error('the disk is gone'); });
  await using p = await load(provider);
  await p.idleFor('30s');
  fails = true;
  const errors = await Promise.all(['a', 'b'].map((id) => p.Thing.get({ id }).catch((error: unknown) => error)));
  expect(errors).toMatchObject([{ code: 'PROVIDER_LOAD_FAILED' }, { code: 'PROVIDER_LOAD_FAILED' }]);
  expect(steps.filter((step) => step === 'load')).toHaveLength(2);
  fails = false;
  expect(await p.Thing.get({ id: 'c' })).toEqual({ id: 'c', life: 2 });
});

test('W-U8 one that is not pure stays as a client, with nothing loaded, and the next request makes a new life of it', async () => {
  const { provider, steps } = things({ pure: false });
  const p = await load(provider);
  expect(await p.idleFor('30s')).toEqual({ state: 'client', holds: [], faults: [] });
  expect(steps).toEqual(['load', 'release idle', 'closed']);
  expect(await p.Thing.get({ id: 'a' })).toEqual({ id: 'a', life: 2 });
  expect(p.state).toBe('idle');
  expect(await p.idleFor('30s')).toMatchObject({ state: 'client' });
  expect(await p.release()).toEqual([]);
  expect(steps).toEqual(['load', 'release idle', 'closed', 'load', 'release idle', 'closed', 'exit', 'exit']);
  await expect(p.Thing.get({ id: 'b' })).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
});

test('F-R3 an operation that does not heed its cancel keeps the provider loaded until it returns', async () => {
  const [begun, goOn] = [gate(), gate()];
  const provider = defineProvider({ name: 'deaf', namespace: 'root/test' }).serves(Thing, {
    get: async ({ id }) => {
      begun.open();
      await goOn.opened;
      return { id, life: 1 };
    },
  });
  await using p = await load(provider);
  const abort = new AbortController();
  const answer = p.Thing.get({ id: 'a' }, { signal: abort.signal }).catch((error: unknown) => error);
  await begun.opened;
  abort.abort();
  expect(await answer).toMatchObject({ code: 'OPERATION_CANCELLED' });
  expect(await p.idleFor('5m')).toEqual({
    state: 'held', holds: [{ context: '1.1', operation: 'an operation that nobody waits for any more', why: 'it has not returned' }], faults: [],
  });
  goOn.open();
  // Nobody is told when it has returned: the next vote shows it.
  while ((await p.idleFor('5m')).state === 'held');
  expect(p.state).toBe('unloaded');
});

test('time passes by itself where the test gives no clock, and idleFor adds to it', async () => {
  const { provider } = things();
  await using p = await load(provider);
  const error = await p.Thing.get({ id: 'a' }, { timeoutMs: 0 }).catch((thrown: unknown) => thrown);
  expect([{ id: 'a', life: 1 }, expect.objectContaining({ code: 'OPERATION_TIMED_OUT' })]).toContainEqual(error);
  const before = performance.now();
  expect((await p.idleFor('30s')).state).toBe('unloaded');
  expect(performance.now() - before).toBeLessThan(5000);
});
