import { expect, test } from '@jest/globals';
import { defineClass, defineProvider, Type, type Context, type Hold, type LoadContext, type RequestContext } from '@provost/sdk';
import { load, TestClock } from '@provost/testing';

const Thing = defineClass('Thing', { key: 'id', properties: { id: Type.String(), life: Type.Integer() } });

/** A provider whose requests do what the test says, and leave their contexts behind. */
function things(act: (context: RequestContext, id: string) => unknown = () => {}) {
  const contexts = new Map<string, RequestContext>();
  let loadContext: LoadContext | undefined;
  let loads = 0;
  const provider = defineProvider({
    name: 'things',
    namespace: 'root/test',
    load: (context) => {
      loadContext = context;
      return { life: ++loads };
    },
  }).serves(Thing, {
    get: async ({ id }, { life }, context) => {
      contexts.set(id, context);
      await act(context, id);
      return { id, life };
    },
  });
  const of = (id: string): RequestContext => contexts.get(id) as RequestContext;
  return { provider, of, load: () => loadContext as LoadContext };
}

test('W-R1 W-R7 P5 a provider that refuses stays loaded with all that it has in memory, however long it is idle', async () => {
  const { provider, of } = things((context) => context.refuseUnload('an expensive cache'));
  await using p = await load(provider);
  expect(await p.Thing.get({ id: 'a' })).toEqual({ id: 'a', life: 1 });
  expect(await p.idleFor('150s')).toEqual({ state: 'held', holds: [{ context: '1.1', operation: 'get of Thing', why: 'an expensive cache' }], faults: [] });
  expect(await p.Thing.get({ id: 'b' })).toEqual({ id: 'b', life: 1 });
  expect([of('a').requestUnload(), of('b').requestUnload()]).toEqual(['OK', 'OK']);
  expect(await p.idleFor('30s')).toMatchObject({ state: 'unloaded', holds: [] });
  expect(await p.Thing.get({ id: 'c' })).toEqual({ id: 'c', life: 2 });
});

test('W-R2 W-R3 P5 to refuse is answered by a value, never a throw: INVALID_PARAMETER for a context that is finished or none at all', async () => {
  const during: unknown[] = [];
  const { provider, of } = things((context) => {
    const { refuseUnload, requestUnload } = context;
    const lost = Object.create(context) as RequestContext;
    during.push(context.requestUnload(), context.refuseUnload(), context.refuseUnload('again'), Reflect.apply(refuseUnload, undefined, []), lost.refuseUnload());
    during.push(Reflect.apply(requestUnload, undefined, []), context.requestUnload(), context.requestUnload());
  });
  await using p = await load(provider);
  await p.Thing.get({ id: 'a' });
  const [invalid, ok] = ['INVALID_PARAMETER', 'OK'];
  expect(during).toEqual([invalid, ok, ok, invalid, invalid, invalid, ok, invalid]);
  expect([of('a').refuseUnload('too late'), of('a').requestUnload()]).toEqual([invalid, invalid]);
  expect(() => of('a').hold('too late')).toThrow(expect.objectContaining({
    code: 'INVALID_PARAMETER',
    sentence: 'Context 1.1 (get of Thing) is finished, so it cannot hold provider "things".',
    remedy: 'Hold while the request is open, or begin work that outlives it with context.background.',
  }));
  expect(() => of('a').background('too late', () => {})).toThrow('is finished');
  expect(await p.idleFor('30s')).toMatchObject({ state: 'unloaded' });
});

test('W-R5 W-Q3 F-R5 P5 only the context that refused takes it back, and with two the provider goes after the second', async () => {
  const { provider, of, load: loadContext } = things((context, id) => (id === 'other' ? undefined : context.refuseUnload(id)));
  await using p = await load(provider);
  for (const id of ['a', 'b', 'other']) await p.Thing.get({ id });
  expect([of('other').requestUnload(), loadContext().requestUnload()]).toEqual(['INVALID_PARAMETER', 'INVALID_PARAMETER']);
  expect((await p.idleFor('60s')).holds.map(({ context, why }) => [context, why])).toEqual([['1.1', 'a'], ['1.2', 'b']]);
  expect([of('a').requestUnload(), of('a').requestUnload()]).toEqual(['OK', 'INVALID_PARAMETER']);
  expect(await p.idleFor('60s')).toMatchObject({ state: 'held', holds: [{ context: '1.2' }] });
  expect(of('b').requestUnload()).toBe('OK');
  expect(await p.idleFor('30s')).toMatchObject({ state: 'unloaded' });
});

test('P5 the load context may refuse and take back at any time of its life', async () => {
  const { provider, load: loadContext } = things();
  await using p = await load(provider);
  expect(loadContext().id).toBe('load');
  expect([loadContext().refuseUnload('one'), loadContext().refuseUnload('two')]).toEqual(['OK', 'OK']);
  expect(await p.idleFor('60s')).toMatchObject({ state: 'held', holds: [{ context: 'load', operation: 'load', why: 'two' }] });
  expect(loadContext().requestUnload()).toBe('OK');
  expect(await p.idleFor('30s')).toMatchObject({ state: 'unloaded' });
});

test('W-Q2 F-R7 P5 a request to unload outside any operation leads to unload: the idle clock starts with it', async () => {
  const { provider, of } = things((context) => context.refuseUnload());
  await using p = await load(provider, { clock: new TestClock() });
  await p.Thing.get({ id: 'a' });
  expect(await p.idleFor('60s')).toMatchObject({ state: 'held' });
  expect(of('a').requestUnload()).toBe('OK');
  expect(await p.idleFor('29999ms')).toMatchObject({ state: 'idle' });
  expect(await p.idleFor('1ms')).toMatchObject({ state: 'unloaded' });
});

test('P5 holds are counted for each context, end with their block, and end once', async () => {
  const kept: Hold[] = [];
  const { provider, load: loadContext } = things((context, id) => {
    using hold = context.hold(`in ${id}`);
    void hold;
    kept.push(context.hold('first'), context.hold('second'));
  });
  await using p = await load(provider);
  await p.Thing.get({ id: 'a' });
  expect(await p.idleFor('60s')).toMatchObject({ state: 'held', holds: [{ context: '1.1', why: 'second' }] });
  kept[1]?.end();
  kept[1]?.end();
  expect(await p.idleFor('60s')).toMatchObject({ state: 'held', holds: [{ context: '1.1', why: 'first' }] });
  kept[0]?.end();
  const again = loadContext().hold('for the last time');
  expect(await p.idleFor('60s')).toMatchObject({ state: 'held', holds: [{ context: 'load', why: 'for the last time' }] });
  again.end();
  expect(await p.idleFor('30s')).toMatchObject({ state: 'unloaded' });
});

test('W-R3 P5 P11 the 1,025th context is refused with SERVER_LIMITS_EXCEEDED, by name and number where it throws', async () => {
  let last: unknown;
  let thrown: unknown;
  const { provider, of } = things((context) => {
    last = context.refuseUnload();
    try {
      context.hold('no room').end();
    } catch (error) {
      thrown = error;
    }
  });
  await using p = await load(provider);
  await Promise.all(Array.from({ length: 200 }, (_, n) => p.Thing.get({ id: `a${n}` })));
  for (let n = 200; n < 1024; n++) await p.Thing.get({ id: `a${n}` });
  expect([last, thrown, p.holds.length]).toEqual(['OK', undefined, 1024]);
  await p.Thing.get({ id: 'over' });
  expect(last).toBe('SERVER_LIMITS_EXCEEDED');
  expect(thrown).toMatchObject({ code: 'SERVER_LIMITS_EXCEEDED', sentence: '1024 contexts hold provider "things" already, which is the limit (refusals).' });
  of('a0').requestUnload();
  await p.Thing.get({ id: 'room' });
  expect(last).toBe('OK');
});

test('W-R4 F-R4 P5 a release for another reason than idle overrides what refuses; from then on to refuse is FAILED, and after it INVALID_PARAMETER', async () => {
  const results: unknown[] = [];
  let kept: Context | undefined;
  const provider = defineProvider({
    name: 'held',
    namespace: 'root/test',
    load: (context) => {
      kept = context;
      context.refuseUnload('for ever');
      return context;
    },
    release: (reason, context) => {
      results.push(reason, context.refuseUnload(), context.requestUnload());
      try {
        context.keepWarm('2m');
      } catch (error) {
        results.push((error as Error).message);
      }
    },
  });
  const p = await load(provider);
  await expect(p.release('idle')).rejects.toMatchObject({
    code: 'PROVIDER_BUSY', sentence: 'Provider "held" refused to be released as idle: it is held by load (load: for ever).',
  });
  expect(p.state).toBe('held');
  expect(await p.release('shutdown')).toEqual([]);
  expect(results).toEqual([
    'shutdown', 'FAILED', 'INVALID_PARAMETER',
    'FAILED: Provider "held" has been told to let go or has lost its host; nothing can hold it any more.',
  ]);
  expect([kept?.refuseUnload(), kept?.requestUnload(), p.holds]).toEqual(['INVALID_PARAMETER', 'INVALID_PARAMETER', []]);
});

test('P5 whatever is given as the reason, the host is told it in words of a bounded length', async () => {
  const { provider, load: loadContext } = things();
  await using p = await load(provider);
  for (const why of ['x'.repeat(100_000), { a: 1 }, Symbol('s'), 'two\nlines'] as string[]) {
    expect(loadContext().refuseUnload(why)).toBe('OK');
    expect((await p.idleFor(0)).holds[0]?.why?.length).toBeLessThanOrEqual(1003);
  }
  expect(p.holds[0]?.why).toBe('two\\nlines');
});
