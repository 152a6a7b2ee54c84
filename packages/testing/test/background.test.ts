import { expect, test } from '@jest/globals';
import { defineClass, defineProvider, ProviderError, Type, type Job, type JobContext, type RequestContext } from '@provost/sdk';
import { load, TestClock } from '@provost/testing';
import { gate } from './support/gate.js';

const Thing = defineClass('Thing', { key: 'id', properties: { id: Type.String() } });

/** A provider whose requests begin a job. */
function working(work: (job: JobContext) => unknown, jobs: Job[] = []) {
  return defineProvider({ name: 'working', namespace: 'root/test' }).serves(Thing, {
    get: ({ id }, _state, context: RequestContext) => {
      jobs.push(context.background(id, work));
      return { id };
    },
  });
}

test('work in the background outlives its request and holds the provider until it is done', async () => {
  const goOn = gate();
  const jobs: Job[] = [];
  await using p = await load(working(async (job) => {
    job.defer(() => job.log('put away'));
    job.log(`${job.id} ${job.name} begins`);
    await goOn.opened;
    return 7;
  }, jobs), { clock: new TestClock() });
  expect(await p.Thing.get({ id: 'sync' })).toEqual({ id: 'sync' });
  expect(await p.idleFor('5m')).toEqual({ state: 'held', holds: [{ context: 'job-1', operation: 'background sync' }], faults: [] });
  goOn.open();
  expect(await jobs[0]?.done).toEqual({ outcome: 'done', value: 7 });
  expect(await p.idleFor('30s')).toMatchObject({ state: 'unloaded' });
  expect([jobs[0]?.id, jobs[0]?.name, p.log]).toEqual(['job-1', 'sync', ['[job-1] job-1 sync begins', '[job-1] put away']]);
});

test.each<[string, () => unknown, object, RegExp]>([
  ['throws at once', () => { throw new TypeError('no disk'); }, { code: 'FAILED', sentence: 'Job "sync" of provider "working" threw TypeError: no disk.' }, /TypeError: no disk\n +at /],
  ['rejects', () => Promise.reject(new Error('later')), { code: 'FAILED', sentence: 'Job "sync" of provider "working" threw Error: later.' }, /Error: later\n +at /],
  ['fails with a code', () => { throw new ProviderError('NOT_FOUND', {}, { message: 'The disk is gone.', remedy: 'Plug it in.' }); }, { code: 'NOT_FOUND', sentence: 'The disk is gone.', remedy: 'Plug it in.' }, /The disk is gone/],
  ['throws nothing sensible', () => { throw undefined; }, { code: 'FAILED', sentence: 'Job "sync" of provider "working" threw undefined.' }, /undefined/],
  ['throws words without end', () => { throw new Error('x'.repeat(1e6)); }, { code: 'FAILED', sentence: expect.stringMatching(/^.{900,1200}$/) }, /xxx/],
])('a job that %s is told to the host and logged with its stack, and the provider goes on', async (_how, work, error, logged) => {
  const jobs: Job[] = [];
  await using p = await load(working(work, jobs));
  await p.Thing.get({ id: 'sync' });
  expect(await jobs[0]?.done).toMatchObject({ outcome: 'failed' });
  expect(await p.idleFor(0)).toMatchObject({ state: 'idle', holds: [] });
  expect(p.failedJobs).toMatchObject([{ name: 'sync', error }]);
  expect(p.log.join('\n')).toMatch(logged);
  expect(await p.Thing.get({ id: 'sync' })).toEqual({ id: 'sync' });
});

test('a job stops when it is cancelled, and what stops because it was told to has not failed', async () => {
  const jobs: Job[] = [];
  const reasons: unknown[] = [];
  await using p = await load(working((job) => new Promise((_resolve, reject) => job.signal.addEventListener('abort', () => {
    reasons.push(job.signal.reason);
    reject(job.name === 'wrapped' ? new DOMException('Aborted', 'AbortError') : job.signal.reason as Error);
  })), jobs));
  for (const id of ['plain', 'wrapped']) await p.Thing.get({ id });
  await p.idleFor(0);
  for (const job of jobs) job.cancel();
  for (const job of jobs) expect(await job.done).toEqual({ outcome: 'cancelled' });
  jobs[0]?.cancel();
  expect(reasons).toMatchObject([{ code: 'OPERATION_CANCELLED', sentence: 'Job "plain" was cancelled.' }, { sentence: 'Job "wrapped" was cancelled.' }]);
  expect([p.failedJobs, p.log]).toEqual([[], []]);
  expect(await p.idleFor('30s')).toMatchObject({ state: 'unloaded' });
});

test('release aborts the jobs and waits for them, and what fails on the way is told before the last word', async () => {
  const jobs: Job[] = [];
  const steps: string[] = [];
  const provider = defineProvider({ name: 'working', namespace: 'root/test', release: () => steps.push('release') }).serves(Thing, {
    get: ({ id }, _state, context) => {
      jobs.push(context.background(id, async (job) => {
        job.defer(() => steps.push(`${id} put away`));
        await new Promise((resolve) => job.signal.addEventListener('abort', resolve));
        steps.push((job.signal.reason as Error).message);
        if (id === 'bad') throw new Error('half done');
      }));
      return { id };
    },
  });
  const p = await load(provider);
  for (const id of ['good', 'bad']) await p.Thing.get({ id });
  await p.idleFor(0);
  await expect(p.release('idle')).rejects.toMatchObject({ code: 'PROVIDER_BUSY' });
  expect(await p.release('operator')).toEqual([]);
  expect(steps.sort()).toEqual([
    'OPERATION_CANCELLED: The provider was told to let go (reason operator) while the job was under way.',
    'OPERATION_CANCELLED: The provider was told to let go (reason operator) while the job was under way.',
    'bad put away', 'good put away', 'release',
  ]);
  expect(p.failedJobs.map(({ name }) => name)).toEqual(['bad']);
});

test('a job may begin others, hold, refuse and keep warm by its own context, which is finished with it', async () => {
  const jobs: Job[] = [];
  let own: JobContext | undefined;
  await using p = await load(working(async (job) => {
    own = job;
    expect([job.refuseUnload('by the job'), job.requestUnload()]).toEqual(['OK', 'OK']);
    job.hold('while it uploads').end();
    expect(await job.background('part', (part) => part.id).done).toEqual({ outcome: 'done', value: 'job-2' });
    job.refuseUnload('longer than itself');
  }, jobs), { clock: new TestClock() });
  await p.Thing.get({ id: 'whole' });
  expect(await jobs[0]?.done).toEqual({ outcome: 'done', value: undefined });
  expect(await p.idleFor('1h')).toMatchObject({ state: 'held', holds: [{ context: 'job-1', operation: 'background whole', why: 'longer than itself' }] });
  expect([own?.refuseUnload(), own?.requestUnload()]).toEqual(['INVALID_PARAMETER', 'OK']);
  expect(await p.idleFor('30s')).toMatchObject({ state: 'unloaded' });
});

test('P11 1,024 jobs may run at a time; one more is refused by name and number', async () => {
  const goOn = gate();
  const provider = defineProvider({ name: 'working', namespace: 'root/test' }).serves(Thing, {
    get: ({ id }, _state, context) => {
      for (let n = 0; n < Number(id); n++) context.background(`part ${n}`, () => goOn.opened);
      return { id };
    },
  });
  await using p = await load(provider);
  await p.Thing.get({ id: '1024' });
  const error = await p.Thing.get({ id: '1' }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'SERVER_LIMITS_EXCEEDED', sentence: '1024 contexts hold provider "working" already, which is the limit (refusals).' });
  goOn.open();
  expect(await p.idleFor(0)).toMatchObject({ state: 'idle', holds: [] });
  expect(await p.Thing.get({ id: '1' })).toEqual({ id: '1' });
});
