import { expect, test } from '@jest/globals';
import type { Caller, HostEvent } from '@provost/protocol';
import { dirname } from 'node:path';
import { ClearAfterEdits } from '#src/cache/clear-after-edits.js';
import { ProviderClearAfter } from '#src/cache/provider-clear-after.js';
import { EventJournal } from '#src/journal/event-journal.js';
import { Limits } from '#src/limits.js';
import type { Repository } from '#src/repository/repository.js';
import { Settings } from '#src/settings/settings.js';
import { MadeUpClock } from '../made-up-clock.js';
import { openRepository } from '../repository/open-repository.js';
import { registrationOf } from './made-up-registration.js';

const OPERATOR: Caller = { kind: 'client', pid: 4_711, uid: 1_000, name: 'provost' };
const LAMP = registrationOf('lamp');

function editing(repository: Repository, options: Readonly<Record<string, string>> = {}) {
  const settings = new Settings(repository, options);
  const ofProviders = new ProviderClearAfter(repository);
  const journal = new EventJournal(repository, { clock: new MadeUpClock(), kept: () => 100 });
  const limits = new Limits(settings, ofProviders, '/logs');
  const changed: string[] = [];
  const edits = new ClearAfterEdits({
    repository, settings, journal, ofProviders,
    heldBy: (registration) => limits.clearAfterOf(registration).clearAfterMs,
    changed: (provider) => changed.push(provider),
  });
  return { settings, ofProviders, journal, limits, edits, changed };
}

async function toldIn(journal: EventJournal): Promise<Omit<HostEvent, 'seq' | 'at'>[]> {
  const told: Omit<HostEvent, 'seq' | 'at'>[] = [];
  for await (const { seq, at, ...event } of journal.read()) told.push(event as Omit<HostEvent, 'seq' | 'at'>);
  return told;
}

test('W-U11 an edit of one kind changes that kind alone, is told once with who made it, and is kept across restarts', async () => {
  const repository = await openRepository();
  const { settings, journal, edits } = editing(repository);
  edits.setKind('property', '00000000000005.000000:000', OPERATOR);
  const values = (of: Settings): unknown[] => ['object', 'property', 'event', 'event-consumer', 'event-sink'].map((key) => of.view(`clear-after.${key}`)[0]?.value);
  expect(values(settings)).toEqual(['30s', '5s', '30s', '30s', '15s']);
  expect(await toldIn(journal)).toEqual([{ type: 'cache-changed', kind: 'property', from: '30s', to: '5s', by: OPERATOR }]);
  await repository.close();
  expect(values(editing(await openRepository(dirname(repository.path))).settings)).toEqual(['30s', '5s', '30s', '30s', '15s']);
});

test('the default takes an edit of a kind back', async () => {
  const { settings, journal, edits } = editing(await openRepository());
  edits.setKind('eventSink', 'never', OPERATOR);
  edits.setKind('eventSink', 'default', OPERATOR);
  expect(settings.view('clear-after.event-sink')[0]).toMatchObject({ value: '15s', origin: 'default' });
  expect((await toldIn(journal)).map(({ from, to }) => [from, to])).toEqual([['15s', 'never'], ['never', '15s']]);
});

test('what a provider is given wins over its registration and its kinds, is kept across restarts, and is taken back by the default', async () => {
  const repository = await openRepository();
  const { journal, edits, changed } = editing(repository);
  edits.setProvider(LAMP, 'never', OPERATOR);
  expect(await toldIn(journal)).toEqual([{ type: 'cache-changed', provider: 'lamp', from: '30s', to: 'never', by: OPERATOR }]);
  expect(changed).toEqual(['lamp']);
  await repository.close();

  const again = editing(await openRepository(dirname(repository.path)));
  expect(again.limits.clearAfterOf(LAMP)).toEqual({ clearAfterMs: Infinity, origin: 'provider', kinds: [] });
  expect(again.limits.clearAfterOf(registrationOf('other')).origin).toBe('kind');
  again.edits.setProvider(LAMP, 'default', OPERATOR);
  expect(again.limits.clearAfterOf(LAMP)).toEqual({ clearAfterMs: 30_000, origin: 'kind', kinds: ['object'] });
  expect([(await toldIn(again.journal)).length, again.changed]).toEqual([2, ['lamp']]);
});

test('a provider that is given what holds for it already goes by itself from then on; to say it again changes nothing more', async () => {
  const { edits, changed, limits, journal } = editing(await openRepository());
  edits.setProvider(LAMP, '30s', OPERATOR);
  edits.setProvider(LAMP, 'PT30S', OPERATOR);
  edits.setKind('object', '1h', OPERATOR);
  expect([limits.clearAfterOf(LAMP).clearAfterMs, changed]).toEqual([30_000, ['lamp']]);
  expect(await toldIn(journal)).toHaveLength(3);
});

test('a provider that gets the name of one that was unregistered begins without what was set for that one', async () => {
  const repository = await openRepository();
  const { edits, limits } = editing(repository);
  edits.setProvider(LAMP, '1s', OPERATOR);
  edits.forget('lamp');
  edits.forget('lamp');
  expect(limits.clearAfterOf(LAMP).origin).toBe('kind');
  expect(new ProviderClearAfter(repository).of('lamp')).toBeUndefined();
});

test('P11 what is no ClearAfter is refused, changes nothing and is not told', async () => {
  const { settings, limits, edits, journal, changed } = editing(await openRepository());
  expect(() => edits.setProvider(LAMP, '3', OPERATOR)).toThrow('INVALID_PARAMETER: The ClearAfter of provider "lamp" must be a duration from 0 to 99999999 days, or never; "3" is not.');
  expect(() => edits.setKind('object', '3', OPERATOR)).toThrow('INVALID_PARAMETER: The setting clear-after.object must be a duration');
  expect([settings.get('clear-after.object'), limits.clearAfterOf(LAMP).clearAfterMs, await toldIn(journal), changed]).toEqual([30_000, 30_000, [], []]);
});

test('P11 a kind that this host was started with is not edited while it runs', async () => {
  const { settings, edits, journal } = editing(await openRepository(), { 'clear-after.object': '7s' });
  expect(() => edits.setKind('object', '1s', OPERATOR)).toThrow('INVALID_PARAMETER: clear-after.object was given when this host was started (7s) and holds until it stops.');
  expect([settings.get('clear-after.object'), await toldIn(journal)]).toEqual([7_000, []]);
});

test('P9 an edit whose event cannot be kept is not made: value, memory and those who listen are as before', async () => {
  const repository = await openRepository();
  const { settings, ofProviders, limits, changed } = editing(repository);
  const broken = { append: () => { throw new TypeError('no room'); } } as unknown as EventJournal;
  const edits = new ClearAfterEdits({ repository, settings, journal: broken, ofProviders, heldBy: () => limits.clearAfterOf(LAMP).clearAfterMs, changed: (name) => changed.push(name) });
  const heard: number[] = [];
  settings.onChange('clear-after.object', (before) => heard.push(before));
  expect(() => edits.setKind('object', '1s', OPERATOR)).toThrow('no room');
  expect(() => edits.setProvider(LAMP, '1s', OPERATOR)).toThrow('no room');
  expect([settings.get('clear-after.object'), new Settings(repository).get('clear-after.object'), heard]).toEqual([30_000, 30_000, []]);
  expect([ofProviders.of('lamp'), new ProviderClearAfter(repository).of('lamp'), changed]).toEqual([undefined, undefined, []]);
});
