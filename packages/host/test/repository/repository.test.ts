import { expect, test } from '@jest/globals';
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newDirectory, openRepository } from './open-repository.js';

test('P9 the epoch rises with each start, however the last one ended', async () => {
  const repository = await openRepository();
  const directory = dirname(repository.path);
  expect([repository.nextEpoch(), repository.nextEpoch()]).toEqual([1, 2]);
  await repository.close();
  const again = await openRepository(directory);
  expect(again.nextEpoch()).toBe(3);
  const copy = join(newDirectory(), 'repository');
  cpSync(directory, copy, { recursive: true });
  expect((await openRepository(copy)).nextEpoch()).toBe(4);
});
