import { expect, test } from '@jest/globals';
import { defineClass, defineProvider, Type, type KeptWarm, type LoadContext, type RequestContext } from '@provost/sdk';
import { load, TestClock } from '@provost/testing';
import { gate } from './support/gate.js';

const Thing = defineClass('Thing', { key: 'id', properties: { id: Type.String(), life: Type.Integer() } });

/** A provider that says by its answers in which life it is. */
function things(act: (context: RequestContext, id: string) => unknown = () => {}, onLoad: (context: LoadContext) => unknown = () => {}) {
  let loads = 0;
  return defineProvider({
    name: 'things',
    namespace: 'root/test',
    load: (context) => {
      onLoad(context);
      return { life: ++loads };
    },
  }).serves(Thing, {
    get: async ({ id }, { life }, context) => {
      await act(context, id);
      return { id, life };
    },
  });
}

test('W-R10 each request keeps it warm anew, and without one it is let go after that long and ClearAfter', async () => {
  const clock = new TestClock();
  await using p = await load(things((context) => context.keepWarm('2m')), { clock });
  await p.Thing.get({ id: 'a' });
  const holds = [{ context: 'keep-warm', operation: 'keepWarm', why: 'until 2m without a request' }];
  for (let minute = 0; minute < 10; minute++) {
    expect(await p.idleFor('119s')).toEqual({ state: 'held', holds, faults: [] });
    expect(await p.Thing.get({ id: 'b' })).toEqual({ id: 'b', life: 1 });
  }
  expect(await p.idleFor('119999ms')).toMatchObject({ state: 'held' });
  expect(await p.idleFor('1ms')).toEqual({ state: 'idle', holds: [], faults: [] });
  expect(await p.idleFor('29999ms')).toMatchObject({ state: 'idle' });
  expect(await p.idleFor('1ms')).toMatchObject({ state: 'unloaded' });
  expect(await p.Thing.get({ id: 'c' })).toEqual({ id: 'c', life: 2 });
});

test('W-R10 kept warm from its load on, it is kept by requests that know nothing of it, also after it was let go once', async () => {
  const clock = new TestClock();
  await using p = await load(things(undefined, (context) => context.keepWarm('90s')), { clock });
  expect(await p.idleFor('89s')).toMatchObject({ state: 'held' });
  expect(await p.idleFor('1s')).toMatchObject({ state: 'idle' });
  await p.Thing.get({ id: 'a' });
  expect(await p.idleFor('89s')).toMatchObject({ state: 'held', holds: [{ context: 'keep-warm', why: 'until 1m30s without a request' }] });
  expect(await p.idleFor('31s')).toMatchObject({ state: 'unloaded' });
});

test('W-R10 what counts is the end of a request, however long it takes', async () => {
  const clock = new TestClock();
  const [begun, goOn] = [gate(), gate()];
  await using p = await load(things(async (_context, id) => {
    if (id !== 'long') return;
    begun.open();
    await goOn.opened;
  }, (context) => context.keepWarm('2m')), { clock });
  const answer = p.Thing.get({ id: 'long' }, { timeoutMs: 1e9 });
  await begun.opened;
  expect(await p.idleFor('5m')).toMatchObject({ state: 'busy', holds: [{ context: 'keep-warm' }] });
  goOn.open();
  await answer;
  expect(await p.idleFor('119999ms')).toMatchObject({ state: 'held' });
  expect(await p.idleFor('1ms')).toMatchObject({ state: 'idle' });
});

test('a later call changes how long, 0 ends it, and so does its end', async () => {
  const clock = new TestClock();
  let kept: KeptWarm | undefined;
  let why: string | undefined;
  const provider = things((context, id) => {
    if (id !== 'quiet') kept = context.keepWarm(id === '0' ? 0 : id);
  });
  await using p = await load(provider, { clock });
  for (const [duration, shown, ms] of [['2m', '2m', 120_000], ['10s', '10s', 10_000], ['1h', '1h', 3_600_000]] as const) {
    await p.Thing.get({ id: duration });
    why = (await p.idleFor(ms - 1)).holds[0]?.why;
    expect(why).toBe(`until ${shown} without a request`);
    expect((await p.idleFor(1)).state).toBe('idle');
  }
  await p.Thing.get({ id: '1h' });
  await p.Thing.get({ id: '0' });
  expect(await p.idleFor(0)).toEqual({ state: 'idle', holds: [], faults: [] });
  await p.Thing.get({ id: '1h' });
  kept?.end();
  kept?.end();
  await p.Thing.get({ id: 'quiet' });
  expect(await p.idleFor('30s')).toMatchObject({ state: 'unloaded' });
});

test('keeping warm costs one timer, however many requests there are, and tells the host nothing new', async () => {
  const clock = new TestClock();
  await using p = await load(things((context) => context.keepWarm('2m')), { clock });
  await p.Thing.get({ id: 'a' });
  await clock.advance(0);
  const set: number[] = [];
  const { after } = clock;
  clock.after = (delayMs, act) => {
    if (delayMs === 120_000) set.push(delayMs);
    return after.call(clock, delayMs, act);
  };
  for (let n = 0; n < 100; n++) {
    await clock.advance('1s');
    await p.Thing.get({ id: 'a' });
  }
  expect(set).toEqual([]);
  await clock.advance('119s');
  expect(p.holds).toHaveLength(1);
  await clock.advance('1s');
  expect(p.holds).toEqual([]);
});

test.each([['2 minutes'], ['never'], [-1], [NaN], [Infinity], [null as unknown as string]])('P11 %p is no length of time to be kept warm for, which is the author\'s slip: the request fails, and says so', async (duration) => {
  await using p = await load(things((context) => {
    context.keepWarm(duration);
  }));
  await expect(p.Thing.get({ id: 'a' })).rejects.toMatchObject({ code: 'FAILED', message: expect.stringContaining('that is no length of time. Write "2m"') });
  expect(p.holds).toEqual([]);
});

test('requests go on where there is no room to keep warm any more, and it is warm again once there is', async () => {
  const goOn = gate();
  let context: LoadContext | undefined;
  await using p = await load(things(undefined, (ofLoad) => {
    context = ofLoad;
    ofLoad.keepWarm('1s');
  }), { clock: new TestClock() });
  expect(await p.idleFor('1s')).toMatchObject({ state: 'idle' });
  for (let n = 0; n < 1024; n++) context?.background(`part ${n}`, () => goOn.opened);
  expect(await p.Thing.get({ id: 'a' })).toEqual({ id: 'a', life: 1 });
  expect([p.holds.length, p.holds.some((held) => held.context === 'keep-warm')]).toEqual([1024, false]);
  goOn.open();
  await p.idleFor(0);
  expect(await p.Thing.get({ id: 'b' })).toEqual({ id: 'b', life: 1 });
  expect(p.holds.map((held) => held.context)).toEqual(['keep-warm']);
});
