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

test('what is written soon is one transaction with all else of that turn, before anything that is written later', async () => {
  const repository = await openRepository();
  const table = repository.table<number>('generations');
  const kept = [repository.soon(() => table.put('a', 1)), repository.soon(() => table.put('b', (table.get('a') ?? 0) + 1))];
  expect(table.get('a')).toBeUndefined();
  repository.transaction(() => {
    expect([table.get('a'), table.get('b')]).toEqual([1, 2]);
    void repository.soon(() => table.put('c', 3));
    repository.settle();
    expect(table.get('c')).toBeUndefined();
  });
  await Promise.all(kept);
  await new Promise((resolve) => setImmediate(resolve));
  expect(table.get('c')).toBe(3);
});

test('P9 what is to be written soon is kept by a close, and is lost as a whole where a part of it fails', async () => {
  const repository = await openRepository();
  const table = repository.table<number>('generations');
  const lost = [repository.soon(() => table.put('a', 1)), repository.soon(() => { throw new RangeError('no'); })];
  expect(await Promise.allSettled(lost)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  expect(table.get('a')).toBeUndefined();
  void repository.soon(() => table.put('b', 2));
  await repository.close();
  expect((await openRepository(dirname(repository.path))).table<number>('generations').get('b')).toBe(2);
});
