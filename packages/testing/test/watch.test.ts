import { expect, test } from '@jest/globals';
import { defineClass, defineEvent, defineProvider, Type, type Interest, type Raise, type RaiseOfInstances, type Infer } from '@provost/sdk';
import { load } from '@provost/testing';

const Rang = defineEvent('Rang', { properties: { hour: Type.Integer(), due: Type.Optional(Type.DateTime()) } });
const Bell = defineClass('Bell', { key: 'id', properties: { id: Type.String(), hour: Type.Integer() } });
type Bell = Infer<typeof Bell>;

interface Tower {
  readonly bells: Map<string, Bell>;
  readonly seen: { queries: readonly Interest[]; bookmark: string | undefined; stopped: number };
  rings: Raise<{ hour: number; due?: Date }> | undefined;
  changes: RaiseOfInstances<Bell> | undefined;
}

function tower() {
  const state: Tower = { bells: new Map(), seen: { queries: [], bookmark: undefined, stopped: 0 }, rings: undefined, changes: undefined };
  const provider = defineProvider({ name: 'tower', namespace: 'root/test', load: () => state })
    .raises(Rang, {
      start(raise, { seen }, { queries, bookmark }) {
        if (bookmark === 'none') throw new Error('there is no such bookmark');
        Object.assign(seen, { queries, bookmark });
        state.rings = raise;
        return () => void seen.stopped++;
      },
    })
    .serves(Bell, {
      list: (_query, { bells }) => bells.values(),
      create(bell, { bells, changes }) {
        bells.set(bell.id, bell);
        changes?.created(bell);
      },
      events(raise) {
        state.changes = raise;
      },
    });
  return { provider, state };
}

test('a test watches what a provider raises, in the author\'s values, and the provider is busy for as long', async () => {
  const { provider, state } = tower();
  await using p = await load(provider);
  const rings = p.Rang.watch({ where: "hour >= 6 AND due LIKE 'x\\'%'" });
  await rings.ready;
  expect([p.state, state.seen.queries[0]?.query]).toEqual(['busy', "SELECT * FROM Rang WHERE hour >= 6 AND due LIKE 'x\\'%'"]);
  expect(state.seen.queries[0]?.conditions).toEqual([{ property: 'hour', operator: '>=', value: 6 }, { property: 'due', operator: 'like', value: "x'%" }]);
  expect(state.rings?.({ hour: 5, due: new Date(5) }, { bookmark: 'five' })).toBe(true);
  for await (const event of rings) {
    expect(event).toEqual({ __CLASS: 'Rang', __BOOKMARK: 'five', TIME_CREATED: expect.any(Date), hour: 5, due: new Date(5) });
    break;
  }
  expect((await p.idleFor('1ms')).state).toBe('idle');
  expect(state.seen.stopped).toBe(1);
});

test('who resumes gives the bookmark, and what the provider says against it is what the loop throws', async () => {
  const { provider, state } = tower();
  await using p = await load(provider);
  const signal = new AbortController();
  const rings = p.Rang.watch({ bookmark: 'five', signal: signal.signal, where: 'hour = 1 OR hour = 2' });
  await rings.ready;
  expect([state.seen.bookmark, state.seen.queries[0]?.conditions]).toEqual(['five', []]);
  signal.abort();
  await expect(rings[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'OPERATION_CANCELLED' });
  await expect(p.Rang.watch({ bookmark: 'none' }).ready).rejects.toMatchObject({ code: 'FAILED', message: expect.stringContaining('no such bookmark') });
});

test('what becomes of instances is watched likewise', async () => {
  const { provider } = tower();
  await using p = await load(provider);
  const bells = p.Bell.watch();
  await bells.ready;
  await p.Bell.create({ id: 'a', hour: 1 });
  for await (const event of bells) {
    expect(event).toEqual({ kind: 'created', instance: { id: 'a', hour: 1 }, at: expect.any(Date) });
    break;
  }
});

test('how many events were raised too fast is told, and those that were taken come', async () => {
  const { provider, state } = tower();
  await using p = await load(provider);
  const missed: unknown[] = [];
  const rings = p.Rang.watch({ onMissed: ({ Dropped }) => missed.push(Dropped) });
  await rings.ready;
  const taken = Array.from({ length: 1_200 }, (_, hour) => state.rings?.({ hour })).filter((one) => one === true).length;
  expect(taken).toBe(1_000);
  let count = 0;
  for await (const { hour } of rings) {
    expect(hour).toBe(count++);
    if (count === 1_000) setImmediate(() => state.rings?.({ hour: 1_000 }));
    if (count === 1_001) break;
  }
  expect(missed).toEqual([200]);
});
