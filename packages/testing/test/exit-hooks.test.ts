import { expect, test } from '@jest/globals';
import { defineProvider, type LoadContext } from '@provost/sdk';
import { load } from '@provost/testing';

function provider(onLoad: (context: LoadContext) => void) {
  return defineProvider({ name: 'hooked', namespace: 'root/test', load: (context) => { onLoad(context); } });
}

test('W-U24 the hooks run once after all else, the last given first, and one that throws costs no other its turn', async () => {
  const steps: string[] = [];
  const twice = (): void => void steps.push('twice');
  const p = await load(provider((context) => {
    context.defer(() => steps.push('deferred'));
    context.onExit(() => steps.push('first'));
    context.onExit(() => { throw new Error('no disk'); });
    context.onExit(twice);
    context.onExit(twice);
    context.onExit(() => steps.push('last'));
  }));
  expect(await p.release()).toEqual([]);
  expect(await p.release()).toEqual([]);
  expect(steps).toEqual(['deferred', 'last', 'twice', 'first']);
  expect(p.log[0]).toBe('An onExit hook failed: Error: no disk');
});

test('W-U17 a hook that returns a promise is told as a fault: nothing that it awaits is done', async () => {
  const p = await load(provider((context) => {
    const hook: () => unknown = () => Promise.reject(new Error('never heard'));
    context.onExit(hook);
  }));
  await p.release();
  expect(p.log).toEqual(['An onExit hook returned a promise: the process ends now, and what it awaits is never done. What takes time belongs in context.defer.']);
});

test('W-U24 a load that failed has its hooks called too', async () => {
  const steps: string[] = [];
  await expect(load(provider((context) => {
    context.onExit(() => steps.push('exit'));
    throw new Error('no disk');
  }))).rejects.toMatchObject({ code: 'PROVIDER_LOAD_FAILED' });
  expect(steps).toEqual(['exit']);
});
