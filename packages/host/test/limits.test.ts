import { expect, test } from '@jest/globals';
import type { CacheKind, Kind } from '@provost/protocol';
import { ProviderClearAfter } from '#src/cache/provider-clear-after.js';
import { Limits } from '#src/limits.js';
import { Settings } from '#src/settings/settings.js';
import { registrationOf } from './cache/made-up-registration.js';
import { openRepository } from './repository/open-repository.js';

async function limitsWith(set: Readonly<Record<string, string>> = {}): Promise<{ limits: Limits; settings: Settings; ofProviders: ProviderClearAfter }> {
  const repository = await openRepository();
  const settings = new Settings(repository);
  for (const [key, value] of Object.entries(set)) settings.set(`clear-after.${key}`, value);
  const ofProviders = new ProviderClearAfter(repository);
  return { limits: new Limits(settings, ofProviders, '/logs'), settings, ofProviders };
}

test('P4 ClearAfter is what was set for the provider, else what its registration says, else that of its kind', async () => {
  const { limits, ofProviders } = await limitsWith({ object: '7s' });
  const says = registrationOf('lamp', ['object'], { clearAfterMs: 3_000 });
  expect(limits.clearAfterOf(registrationOf('lamp'))).toEqual({ clearAfterMs: 7_000, origin: 'kind', kinds: ['object'] });
  expect(limits.clearAfterOf(says)).toEqual({ clearAfterMs: 3_000, origin: 'registration', kinds: [] });
  expect(limits.clearAfterOf(registrationOf('lamp', ['object'], { clearAfterMs: 'never' })).clearAfterMs).toBe(Infinity);
  ofProviders.set('lamp', 0);
  expect(limits.clearAfterOf(says)).toEqual({ clearAfterMs: 0, origin: 'provider', kinds: [] });
});

/** What each kind keeps, the kinds of a provider, what holds for it, and the kinds that decide it. */
const SEVERAL: [Record<string, string>, Kind[], number, Kind[]][] = [
  [{ object: '1s', event: '2s' }, ['object', 'event'], 2_000, ['event']],
  [{ object: '3s', event: '2s' }, ['event', 'object'], 3_000, ['object']],
  [{ object: '2s', event: '2s' }, ['object', 'event'], 2_000, ['object', 'event']],
  [{ object: '1s', event: 'never' }, ['object', 'event'], Infinity, ['event']],
  [{ 'event-consumer': '0' }, ['eventConsumer'], 0, ['eventConsumer']],
];

test.each(SEVERAL)('P4 with %j a provider of %j goes when all of its kinds would let it', async (set, kinds, clearAfterMs, deciding) => {
  const { limits } = await limitsWith(set);
  expect(limits.clearAfterOf(registrationOf('lamp', kinds))).toEqual({ clearAfterMs, origin: 'kind', kinds: deciding });
});

test('those that go by the same kinds are swept together, and one that goes by none is swept by itself', async () => {
  const { limits, ofProviders } = await limitsWith();
  const names = [
    registrationOf('a'), registrationOf('b', ['object', 'event']), registrationOf('c', ['event', 'object']), registrationOf('d', ['object'], { clearAfterMs: 1 }), registrationOf('e'),
  ];
  ofProviders.set('e', 1);
  expect(names.map((registration) => limits.clearAfter(registration).name)).toEqual(['object', 'event+object', 'event+object', 'provider d', 'provider e']);
});

/** The kind that is edited, from what to what, and the made-up providers that this concerns. */
const EDITS: [CacheKind, string, string[]][] = [
  ['object', '1s', ['objects']],
  ['object', '40s', ['objects', 'both']],
  ['event', '31s', ['events', 'both']],
  ['property', '1s', ['properties']],
  ['eventSink', '1s', []],
];

test.each(EDITS)('W-U11 an edit of the kind %s to %s concerns those for which it changes what holds, and no others: %j', async (kind, text, concerned) => {
  const { limits, settings, ofProviders } = await limitsWith();
  const all = [
    registrationOf('objects'), registrationOf('events', ['event']), registrationOf('properties', ['property']), registrationOf('both', ['object', 'event']),
    registrationOf('says', ['object', 'event', 'property'], { clearAfterMs: 5 }), registrationOf('given', ['object', 'event', 'property']),
  ];
  ofProviders.set('given', 5);
  const key = `clear-after.${kind === 'eventSink' ? 'event-sink' : kind}` as 'clear-after.object';
  let found: string[] | undefined;
  settings.onChange(key, (beforeMs) => {
    found = all.filter((registration) => limits.isChangedBy(kind, beforeMs, registration)).map(({ name }) => name);
  });
  settings.set(key, text);
  expect(found).toEqual(concerned);
});
