import { expect, test } from '@jest/globals';
import { Get, Load, Requests, type Progress } from '@provost/protocol';
import { registerFixture } from '../support/providers.js';
import { startHost } from '../support/start-host.js';

test('progress starts the deadline anew, and reaches the caller and the operator with the warnings', async () => {
  await using host = await startHost();
  await registerFixture(host, 'progresses-slowly');
  await host.door.request(Load, { name: 'raw' });
  const progress: Progress[] = [];
  const warnings: string[] = [];
  let seen: unknown;
  const onProgress = (step: Progress): void => {
    progress.push(step);
    if (progress.length === 5) seen = host.door.request(Requests, { name: 'raw' });
  };
  const { instance } = await host.door.request(Get, { path: 'Thing="x"', timeoutMs: 400 }, { onProgress, onWarning: (message) => warnings.push(message) });
  expect(instance['text']).toBe('done');
  expect(progress.map(({ percent }) => percent)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(warnings).toEqual(['this may take a while']);
  expect(await seen).toMatchObject({ requests: [{ operation: 'get', state: 'running', lastProgress: { percent: 50, message: 'part 5' } }] });
});
