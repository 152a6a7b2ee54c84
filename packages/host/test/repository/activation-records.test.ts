import { expect, test } from '@jest/globals';
import { dirname } from 'node:path';
import { ActivationRecords, type ActivationRecord } from '#src/repository/activation-records.js';
import { openRepository } from './open-repository.js';

const record: ActivationRecord = { activation: 'notes-1.3', startedAs: 'standby-1.2', provider: 'notes', generation: 3, pid: 4121, startTime: 99, bootId: 'b', secretHash: 'h', epoch: 1 };

test('P9 the next host knows of what may be alive, until its end was seen', async () => {
  const repository = await openRepository();
  const records = new ActivationRecords(repository);
  records.put(record);
  records.put({ ...record, activation: 'clock-1.1', provider: 'clock', generation: 1 });
  records.delete('clock-1.1');
  records.delete('never-there');
  await repository.close();
  expect(new ActivationRecords(await openRepository(dirname(repository.path))).all()).toEqual([record]);
});

test('a generation is given once, across hosts', async () => {
  const repository = await openRepository();
  const records = new ActivationRecords(repository);
  expect([records.nextGeneration('notes'), records.nextGeneration('notes'), records.nextGeneration('__proto__')]).toEqual([1, 2, 1]);
  await repository.close();
  expect(new ActivationRecords(await openRepository(dirname(repository.path))).nextGeneration('notes')).toBe(3);
});

test('an end that is taken back leaves the record', async () => {
  const repository = await openRepository();
  const records = new ActivationRecords(repository);
  records.put(record);
  expect(() => repository.transaction(() => {
    records.delete(record.activation);
    throw new RangeError('no');
  })).toThrow('no');
  expect(records.all()).toEqual([record]);
});
