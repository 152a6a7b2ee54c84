import { expect, test } from '@jest/globals';
import { EventJournal } from '#src/journal/event-journal.js';
import { tellLostActivations } from '#src/lost-activations.js';
import { ActivationRecords, type ActivationRecord } from '#src/repository/activation-records.js';
import { currentBootId, identify } from '#src/process/identity.js';
import { MadeUpClock } from './made-up-clock.js';
import { openRepository } from './repository/open-repository.js';

const me = identify(process.pid);
const record = (provider: string, different: Partial<ActivationRecord>): ActivationRecord => ({
  activation: `${provider}-1.1`, startedAs: `${provider}-1.1`, provider, generation: 3, pid: process.pid, startTime: me?.startTime ?? 0, bootId: currentBootId(), secretHash: 'h', epoch: 1, ...different,
});

test('P9 of an earlier host\'s providers those that are gone are told once, with their records; one that lives keeps its own, and so does one of this host', async () => {
  const repository = await openRepository();
  const records = new ActivationRecords(repository);
  const journal = new EventJournal(repository, { clock: new MadeUpClock(), kept: () => 100 });
  const [living, ours] = [record('living', {}), record('ours', { epoch: 2, startTime: 1 })];
  for (const one of [living, ours, record('other', { startTime: 1 }), record('rebooted', { bootId: 'an earlier boot', generation: 7 })]) records.put(one);
  const tools = { repository, records, journal, epoch: 2 };
  expect(tellLostActivations(tools)).toBe(2);
  const events = async (): Promise<unknown[]> => {
    const all: unknown[] = [];
    for await (const { type, provider, generation, pid, reason, epoch } of journal.read()) all.push([type, provider, generation, pid, reason, epoch]);
    return all;
  };
  const told = [['lost', 'other', 3, process.pid, 'host-lost', 1], ['lost', 'rebooted', 7, process.pid, 'host-lost', 1]];
  expect(await events()).toEqual(told);
  expect(records.all()).toEqual([living, ours]);
  expect(tellLostActivations(tools)).toBe(0);
  expect(await events()).toEqual(told);
});

test('P9 an event that cannot be written leaves the record for the next start', async () => {
  const repository = await openRepository();
  const records = new ActivationRecords(repository);
  const gone = record('gone', { startTime: 1 });
  records.put(gone);
  const journal = { append: () => { throw new RangeError('the disk is full'); } } as unknown as EventJournal;
  expect(() => tellLostActivations({ repository, records, journal, epoch: 2 })).toThrow('the disk is full');
  expect(records.all()).toEqual([gone]);
});
