import { expect, test } from '@jest/globals';
import { defineClass, defineProvider, Type, type RequestContext } from '@provost/sdk';
import { load, TestClock } from '@provost/testing';
import { gate } from './support/gate.js';

const Job = defineClass('Job', { key: 'id', properties: { id: Type.String() } });

function jobs(get: (context: RequestContext) => Promise<{ id: string }> | { id: string }) {
  return defineProvider({ name: 'jobs', namespace: 'root/test' }).serves(Job, { get: (_key, _state, context) => get(context) });
}

test('the context says who asked for what, and until when', async () => {
  const clock = new TestClock(new Date('2030-01-01T00:00:00Z'));
  const seen: unknown[] = [];
  await using p = await load(jobs((context) => {
    seen.push(context.operation, context.caller, context.deadline.toISOString());
    context.log('at', { work: true });
    return { id: context.id };
  }), { clock });
  expect(await p.Job.get({ id: '1.1' }, { timeoutMs: 5000 })).toEqual({ id: '1.1' });
  expect(seen).toEqual(['get', { kind: 'embedder', pid: process.pid }, '2030-01-01T00:00:05.000Z']);
  expect(p.log).toEqual(['[1.1] at { work: true }']);
});

test('progress and warnings reach the caller, and progress starts the deadline anew', async () => {
  const clock = new TestClock();
  const [begun, goOn] = [gate(), gate()];
  const told: unknown[] = [];
  let deadline = 0;
  await using p = await load(jobs(async (context) => {
    begun.open();
    await goOn.opened;
    context.progress(50);
    context.progress({ message: 'half' });
    context.warn('the disk is slow');
    deadline = context.deadline.getTime() - clock.wallMs();
    await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => { resolve(); }));
    return { id: '1' };
  }), { clock });
  const answer = p.Job.get({ id: '1' }, { onProgress: (progress) => told.push(progress), onWarning: (message) => told.push(message) }).catch((error: unknown) => error);
  await begun.opened;
  await clock.advance('59s');
  goOn.open();
  await clock.advance('59s');
  expect(told).toEqual([{ percent: 50 }, { message: 'half' }, 'the disk is slow']);
  expect(deadline).toBe(60_000);
  await clock.advance('2s');
  expect(await answer).toMatchObject({ code: 'OPERATION_TIMED_OUT' });
});

test('the signal is aborted when the caller cancels, with the reason why', async () => {
  const begun = gate();
  let reason: unknown;
  await using p = await load(jobs(async (context) => {
    begun.open();
    await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
    reason = context.signal.reason;
    throw reason;
  }));
  const abort = new AbortController();
  const answer = p.Job.get({ id: '1' }, { signal: abort.signal });
  await begun.opened;
  abort.abort();
  await expect(answer).rejects.toMatchObject({ code: 'OPERATION_CANCELLED' });
  expect(await p.release()).toEqual([]);
  expect(reason).toMatchObject({ code: 'OPERATION_CANCELLED' });
});

test('what a request defers is done at its end, the last first, and its failure costs the caller nothing', async () => {
  const steps: string[] = [];
  await using p = await load(jobs((context) => {
    context.defer(() => steps.push('first'));
    context.defer(() => { throw new Error('no matter'); });
    context.defer(async () => {
      await Promise.resolve();
      steps.push('last');
    });
    steps.push('answer');
    return { id: '1' };
  }));
  expect(await p.Job.get({ id: '1' })).toEqual({ id: '1' });
  expect(steps).toEqual(['answer', 'last', 'first']);
  expect(p.log[0]).toContain('Deferred work 2 of get of Job failed: Error: no matter');
});

test('a release aborts what is under way, and its caller is told why', async () => {
  const begun = gate();
  const p = await load(jobs(async (context) => {
    begun.open();
    await new Promise((_, reject) => context.signal.addEventListener('abort', () => { reject(new DOMException('Aborted', 'AbortError')); }));
    return { id: '1' };
  }));
  const answer = p.Job.get({ id: '1' }).catch((error: unknown) => error);
  await begun.opened;
  expect(await p.release('operator')).toEqual([]);
  expect(await answer).toMatchObject({ code: 'OPERATION_CANCELLED', message: expect.stringContaining('told to let go (reason operator)') });
});

test('release waits for what is under way, and no longer than half of its time for what does not heed its signal', async () => {
  const clock = new TestClock();
  const begun = gate();
  const steps: string[] = [];
  const provider = defineProvider({ name: 'deaf', namespace: 'root/test', release: () => steps.push('release') }).serves(Job, {
    get: ({ id }) => {
      begun.open();
      return new Promise((resolve) => clock.after(id === 'slow' ? 1000 : 1e9, () => {
        steps.push(id);
        resolve({ id });
      }));
    },
  });
  for (const [id, endsMs] of [['slow', 1000], ['deaf', 4750]] as const) {
    const p = await load(provider, { clock });
    void p.Job.get({ id }).catch(() => {});
    await begun.opened;
    const [sinceMs, released] = [clock.nowMs(), p.release()];
    await clock.advance('4700ms');
    const hasWaited = clock.nowMs() - sinceMs;
    await clock.advance('300ms');
    expect((await released).map((fault) => fault.sentence)).toEqual(id === 'slow' ? [] : [`What was under way did not end within ${endsMs} ms.`]);
    expect(hasWaited).toBe(4700);
  }
  expect(steps).toEqual(['slow', 'release', 'release']);
});
