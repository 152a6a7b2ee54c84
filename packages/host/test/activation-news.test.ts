import { expect, jest, test } from '@jest/globals';
import type { ExitView } from '@provost/protocol';
import { tell } from '#src/activation-news.js';
import type { Activation } from '#src/activation/activation.js';
import { systemClock } from '#src/clock.js';
import type { HostLog } from '#src/host-log.js';
import { EventJournal } from '#src/journal/event-journal.js';
import { ActivationRecords } from '#src/repository/activation-records.js';
import { LastExits } from '#src/repository/last-exits.js';
import { openRepository } from './repository/open-repository.js';

const exit: ExitView = { code: null, signal: 'SIGKILL', cause: 'killed', reason: 'shutdown', pid: 4121, generation: 1, at: '2026-11-22T03:31:33.000Z', lastLines: [] };

test('an exit that is seen after the host has stopped is said not to be kept, and stops nothing', async () => {
  const repository = await openRepository();
  const kept = {
    repository, records: new ActivationRecords(repository), exits: new LastExits(repository), journal: new EventJournal(repository, { clock: systemClock, kept: () => 10 }),
  };
  const fault = jest.fn<HostLog['fault']>();
  await repository.close();
  const activation = { registration: { name: 'notes' }, generation: 1, pid: 4121, id: 'notes#1' } as Activation;
  tell({ ...kept, log: { fault } as unknown as HostLog }, { type: 'unloaded', activation, facts: {}, exit });
  expect(fault.mock.calls).toEqual([['the event "unloaded" of provider "notes" was not kept', expect.objectContaining({ code: 'SERVER_IS_SHUTTING_DOWN' })]]);
});
