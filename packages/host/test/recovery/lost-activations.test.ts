import { expect, test } from '@jest/globals';
import { EventJournal } from '#src/journal/event-journal.js';
import { findActivations } from '#src/recovery/found-activations.js';
import { tellLostActivations } from '#src/recovery/lost-activations.js';
import type { Registration } from '#src/registration/registration.js';
import { ActivationRecords, type ActivationRecord } from '#src/repository/activation-records.js';
import { LastExits } from '#src/repository/last-exits.js';
import { currentBootId, identify } from '#src/process/identity.js';
import { MadeUpClock } from '../made-up-clock.js';
import { openRepository } from '../repository/open-repository.js';

const me = identify(process.pid);
const record = (provider: string, different: Partial<ActivationRecord>): ActivationRecord => ({
  activation: `${provider}-1.1`, startedAs: `${provider}-1.1`, provider, generation: 3, pid: process.pid, startTime: me?.startTime ?? 0, bootId: currentBootId(), secretHash: 'h', epoch: 1, ...different,
});

test('P9 of an earlier host\'s providers those that are gone are told once, with their records and exits; one that lives keeps its own', async () => {
  const repository = await openRepository();
  const [records, exits] = [new ActivationRecords(repository), new LastExits(repository)];
  const journal = new EventJournal(repository, { clock: new MadeUpClock(), kept: () => 100 });
  const living = record('living', {});
  for (const one of [living, record('other', { startTime: 1 }), record('rebooted', { bootId: 'an earlier boot', generation: 7 })]) records.put(one);
  tellLostActivations({ repository, records, exits, journal }, findActivations({ records: records.all(), registrations: [] }).lost);
  const events: unknown[] = [];
  for await (const { type, provider, generation, pid, reason, epoch } of journal.read()) events.push([type, provider, generation, pid, reason, epoch]);
  expect(events).toEqual([['lost', 'other', 3, process.pid, 'host-lost', 1], ['lost', 'rebooted', 7, process.pid, 'host-lost', 1]]);
  expect(records.all()).toEqual([living]);
  expect(exits.of('rebooted')).toEqual([{ code: null, signal: null, cause: 'lost', reason: null, pid: process.pid, generation: 7, at: '1970-01-01T00:00:00.000Z', lastLines: [] }]);
  expect(exits.of('living')).toEqual([]);
  expect(findActivations({ records: records.all(), registrations: [] })).toEqual({ lost: [], adoptable: [], leftBehind: [living] });
});

test('F-R10 P2 of each registration at most the latest life is adopted, where it is of the registration as it is now and waits for a host; all else that lives has to end', () => {
  const registration = (name: string): Registration => ({ name, registeredAt: 'then' }) as Registration;
  const waits = { registeredAt: 'then', orphanAfterMs: 60_000 };
  const latest = record('notes', { generation: 4, ...waits });
  const [earlier, updated, ofAnEmbeddedHost, unregistered] = [record('notes', { ...waits }), record('updated', { ...waits, registeredAt: 'before' }), record('embedded', { registeredAt: 'then', orphanAfterMs: 0 }), record('unknown', waits)];
  const records = [earlier, latest, updated, ofAnEmbeddedHost, unregistered];
  const registrations = ['notes', 'updated', 'embedded', 'unloaded'].map(registration);
  expect(findActivations({ records, registrations, isAlive: () => true })).toEqual({
    lost: [], adoptable: [{ record: latest, registration: registrations[0] }], leftBehind: [earlier, updated, ofAnEmbeddedHost, unregistered],
  });
  // The latest life decides, not the latest that would do: an older one was on its way out.
  expect(findActivations({ records: [earlier, { ...latest, registeredAt: 'before' }], registrations, isAlive: () => true }).adoptable).toEqual([]);
});

test('P9 an event that cannot be written leaves the record for the next start', async () => {
  const repository = await openRepository();
  const [records, exits] = [new ActivationRecords(repository), new LastExits(repository)];
  const gone = record('gone', { startTime: 1 });
  records.put(gone);
  const journal = { append: () => { throw new RangeError('the disk is full'); } } as unknown as EventJournal;
  expect(() => tellLostActivations({ repository, records, exits, journal }, [gone])).toThrow('the disk is full');
  expect(records.all()).toEqual([gone]);
  expect(exits.of('gone')).toEqual([]);
});
