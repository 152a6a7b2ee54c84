import { expect, test } from '@jest/globals';
import type { HostEvent } from '@provost/protocol';
import { dirname } from 'node:path';
import { EventJournal, type ReadEvents } from '#src/journal/event-journal.js';
import type { Repository } from '#src/repository/repository.js';
import { MadeUpClock } from '../made-up-clock.js';
import { openRepository } from '../repository/open-repository.js';

const DAY_MS = 86_400_000;

function journalOf(repository: Repository, kept = 10_000, clock = new MadeUpClock()): EventJournal {
  return new EventJournal(repository, { clock, kept: () => kept });
}

async function seqsOf(journal: EventJournal, options: ReadEvents = {}): Promise<number[]> {
  const found: number[] = [];
  for await (const { seq } of journal.read(options)) found.push(seq);
  return found;
}

const next = async (rows: AsyncGenerator<HostEvent>): Promise<HostEvent> => (await rows.next()).value as HostEvent;

test('events are kept in order, across restarts, and their numbers go on without a gap', async () => {
  const repository = await openRepository();
  const clock = new MadeUpClock();
  const journal = journalOf(repository, 10_000, clock);
  expect(journal.append('registered', { provider: 'notes' })).toEqual({ seq: 1, at: '1970-01-01T00:00:00.000Z', type: 'registered', provider: 'notes' });
  clock.advance(1_500);
  expect(journal.append('loading', { provider: 'notes', generation: 1 })).toMatchObject({ seq: 2, at: '1970-01-01T00:00:01.500Z' });
  await repository.close();
  const again = journalOf(await openRepository(dirname(repository.path)));
  expect(again.last).toBe(2);
  again.append('loaded');
  const found: HostEvent[] = [];
  for await (const event of again.read()) found.push(event);
  expect(found.map(({ seq, type }) => [seq, type])).toEqual([[1, 'registered'], [2, 'loading'], [3, 'loaded']]);
});

test('an event is kept or lost with the transaction it is in, and a lost one leaves no gap and is told to nobody', async () => {
  const repository = await openRepository();
  const journal = journalOf(repository);
  const records = repository.table<number>('activations');
  const told: number[] = [];
  journal.on(({ seq }) => told.push(seq));
  journal.append('loaded');
  records.put('notes-1.1', 1);
  expect(() => repository.transaction(() => {
    records.delete('notes-1.1');
    journal.append('unloaded');
    journal.append('unloaded');
    throw new RangeError('no');
  })).toThrow('no');
  expect([records.get('notes-1.1'), journal.last, told]).toEqual([1, 1, [1]]);
  repository.transaction(() => {
    records.delete('notes-1.1');
    journal.append('unloaded');
    expect(told).toEqual([1]);
  });
  expect([records.get('notes-1.1'), journal.last, told, await seqsOf(journal)]).toEqual([undefined, 2, [1, 2], [1, 2]]);
});

test.each([
  [{}, [1, 2, 3, 4, 5]],
  [{ since: 3 }, [4, 5]],
  [{ since: 9 }, []],
  [{ tail: 2 }, [4, 5]],
  [{ tail: 9 }, [1, 2, 3, 4, 5]],
  [{ tail: 0 }, []],
  [{ since: 4, tail: 3 }, [5]],
] as const)('reading with %j gives %j', async (options, seqs) => {
  const journal = journalOf(await openRepository());
  for (let n = 0; n < 5; n++) journal.append('loaded');
  expect(await seqsOf(journal, options)).toEqual(seqs);
});

test('a follower gets what there is, then what comes, each once, until it is told to stop', async () => {
  const journal = journalOf(await openRepository());
  const stop = new AbortController();
  journal.append('loading');
  const rows = journal.read({ follow: true, signal: stop.signal });
  expect((await next(rows)).seq).toBe(1);
  const coming = next(rows);
  journal.append('loaded');
  journal.append('releasing');
  expect((await coming).seq).toBe(2);
  expect((await next(rows)).seq).toBe(3);
  const last = rows.next();
  stop.abort();
  expect(await last).toEqual({ done: true, value: undefined });
});

test('a slow follower reads on from the journal: nothing waits for it, nothing is lost to it', async () => {
  const journal = journalOf(await openRepository());
  const stop = new AbortController();
  const rows = journal.read({ follow: true, tail: 0, signal: stop.signal });
  const coming = next(rows);
  for (let n = 0; n < 1_000; n++) journal.append('loaded');
  const seqs = [(await coming).seq];
  while (seqs.length < 1_000) seqs.push((await next(rows)).seq);
  expect(seqs).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  stop.abort();
});

test('a follower that falls behind what is kept sees by the numbers what it missed', async () => {
  const journal = journalOf(await openRepository(), 10);
  const rows = journal.read({ follow: true, signal: new AbortController().signal });
  journal.append('loaded');
  expect((await next(rows)).seq).toBe(1);
  for (let n = 0; n < 50; n++) journal.append('loaded');
  expect((await next(rows)).seq).toBe(42);
  await rows.return(undefined);
});

test('no more are kept than the setting says, and a lower one is reached soon', async () => {
  const repository = await openRepository();
  let kept = 100;
  const journal = new EventJournal(repository, { clock: new MadeUpClock(), kept: () => kept });
  for (let n = 0; n < 150; n++) journal.append('loaded');
  expect((await seqsOf(journal)).length).toBe(100);
  kept = 5;
  for (let n = 0; n < 3; n++) journal.append('loaded');
  expect(await seqsOf(journal)).toEqual([149, 150, 151, 152, 153]);
});

test('events older than 30 days are let go, and the numbers go on', async () => {
  const repository = await openRepository();
  const clock = new MadeUpClock();
  const journal = journalOf(repository, 10_000, clock);
  journal.append('loaded');
  clock.advance(20 * DAY_MS);
  journal.append('unloaded');
  clock.advance(20 * DAY_MS);
  journal.append('loaded');
  expect(await seqsOf(journal)).toEqual([2, 3]);
  clock.advance(31 * DAY_MS);
  expect(journal.append('unloaded').seq).toBe(4);
  expect(await seqsOf(journal)).toEqual([4]);
  await repository.close();
  expect(journalOf(await openRepository(dirname(repository.path))).last).toBe(4);
});

test('F-C19 facts cannot take the place of what the journal says, nor reach a prototype', async () => {
  const journal = journalOf(await openRepository());
  const facts = JSON.parse('{"seq":99,"at":"never","type":"forged","__proto__":{"polluted":true},"constructor":1}') as Record<string, unknown>;
  const event = journal.append('loaded', facts);
  expect([event.seq, event.at, event.type, event['constructor']]).toEqual([1, '1970-01-01T00:00:00.000Z', 'loaded', 1]);
  expect([Object.getPrototypeOf(event), ({} as Record<string, unknown>)['polluted']]).toEqual([Object.prototype, undefined]);
  expect(await seqsOf(journal)).toEqual([1]);
});

test('a listener that has been taken back is told nothing more', async () => {
  const journal = journalOf(await openRepository());
  const told: string[] = [];
  const unlisten = journal.on(({ type }) => told.push(type));
  journal.append('loading');
  unlisten();
  journal.append('loaded');
  expect(told).toEqual(['loading']);
});
