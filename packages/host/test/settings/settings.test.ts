import { expect, test } from '@jest/globals';
import { formatBytes, formatDuration, isProviderError } from '@provost/protocol';
import fc from 'fast-check';
import { dirname } from 'node:path';
import { SETTINGS, isSettingKey, type SettingDefinition, type SettingKey } from '#src/settings/definitions.js';
import { Settings } from '#src/settings/settings.js';
import { openRepository } from '../repository/open-repository.js';

const keys = Object.keys(SETTINGS) as SettingKey[];

test('the defaults are those of the design', async () => {
  const settings = new Settings(await openRepository());
  const defaults = Object.fromEntries(settings.view().map(({ key, value }) => [key, value]));
  expect(defaults).toEqual({
    'clear-after.object': '30s', 'clear-after.property': '30s', 'clear-after.event': '30s', 'clear-after.event-consumer': '30s', 'clear-after.event-sink': '15s',
    'load-timeout': '10s', 'release-timeout': '10s', 'hold-warning': '10m', 'term-grace': '2s', 'ping-interval': '10s', 'ping-misses': 3, 'hang-grace': '5s', 'abandoned-grace': '1m', 'orphan-timeout': '1m', 'adopt-timeout': '5s', attach: 'owner', 'row-encoding': 'dense', 'standby-memory': '128MiB', prewarm: 'off', 'stop-timeout': '15s', 'operation-timeout': '1m', 'hello-timeout': '5s',
    'retry-delay': '250ms', 'retry-wait': '1s', 'crash-limit': 5, 'crash-window': '1m', quarantine: '30s', 'quarantine-max': '10m', 'healthy-after': '10s',
    'frame-limit': '16MiB', connections: 1024, 'waiting-limit': 1024, concurrency: 256, 'load-concurrency': 0, 'load-queue': 1024, 'call-depth': 8, standby: 1,
    'log.file-bytes': '10MiB', 'log.files': 5, 'log.bytes-per-second': '1MiB', 'events.kept': 10000, 'delivery-attempts': 10, 'delivery-queue': 10000,
  });
});

test.each(keys)('%s says what it is, and its default is within its bounds', (key) => {
  const { default: value, min, max, description } = SETTINGS[key] as SettingDefinition;
  expect(description).toMatch(/^[A-Z].{15,200}\.$/);
  expect([value >= min, value <= max]).toEqual([true, true]);
});

test('P4 what is set acts at once, is told to those who listen, is kept across restarts, and can be taken back', async () => {
  const repository = await openRepository();
  const settings = new Settings(repository);
  const heard: number[] = [];
  const unlisten = settings.onChange('clear-after.object', () => heard.push(settings.get('clear-after.object')));
  expect(settings.set('clear-after.object', '1m30s')).toMatchObject({ key: 'clear-after.object', value: '1m30s', default: '30s', origin: 'set', unit: 'duration', live: true });
  settings.set('clear-after.event', '1s');
  expect(heard).toEqual([90_000]);
  await repository.close();

  const again = new Settings(await openRepository(dirname(repository.path)));
  expect([again.get('clear-after.object'), again.get('clear-after.event'), again.view('clear-after.object')[0]?.origin]).toEqual([90_000, 1_000, 'set']);
  expect(again.set('clear-after.object', 'default')).toMatchObject({ value: '30s', origin: 'default' });
  expect(again.get('clear-after.object')).toBe(30_000);
  unlisten();
});

test('a listener is told the value before, and nothing where the same value is set', async () => {
  const settings = new Settings(await openRepository());
  const heard: number[] = [];
  settings.onChange('load-timeout', (before) => heard.push(before));
  for (const text of ['10s', '2s', '2s', 'default', 'default']) settings.set('load-timeout', text);
  expect(heard).toEqual([10_000, 2_000]);
});

test('what is set within a transaction is lost with it, in memory too, and nobody is told', async () => {
  const repository = await openRepository();
  const settings = new Settings(repository);
  settings.set('load-timeout', '3s');
  let heard = 0;
  settings.onChange('load-timeout', () => (heard += 1));
  for (const text of ['1s', 'default']) {
    expect(() => repository.transaction(() => {
      settings.set('load-timeout', text);
      throw new TypeError('changed my mind');
    })).toThrow('changed my mind');
  }
  expect([settings.view('load-timeout')[0]?.value, settings.view('load-timeout')[0]?.origin, new Settings(repository).get('load-timeout'), heard]).toEqual(['3s', 'set', 3_000, 0]);
});

test('a listener that has been taken back hears nothing more', async () => {
  const settings = new Settings(await openRepository());
  let heard = 0;
  const unlisten = settings.onChange('load-timeout', () => (heard += 1));
  settings.set('load-timeout', '1s');
  unlisten();
  settings.set('load-timeout', '2s');
  expect(heard).toBe(1);
});

test('P4 ClearAfter may be 0, never, and as long as a WMI interval can say', async () => {
  const repository = await openRepository();
  const settings = new Settings(repository);
  expect([settings.set('clear-after.object', '0').value, settings.get('clear-after.object')]).toEqual(['0s', 0]);
  expect([settings.set('clear-after.property', 'never').value, settings.get('clear-after.property')]).toEqual(['never', Infinity]);
  expect(settings.set('clear-after.event', '99999999d').value).toBe('99999999d');
  expect(settings.set('clear-after.event-sink', '00000000000030.000000:000').value).toBe('30s');
  await repository.close();
  const again = new Settings(await openRepository(dirname(repository.path)));
  expect([again.get('clear-after.object'), again.get('clear-after.property'), again.get('clear-after.event')]).toEqual([0, Infinity, 99_999_999 * 86_400_000]);
});

test('an option of this start wins, is not kept, and is not changed while the host runs', async () => {
  const repository = await openRepository();
  new Settings(repository).set('load-timeout', '3s');
  const settings = new Settings(repository, { 'load-timeout': '500ms' });
  expect(settings.view('load-timeout')[0]).toMatchObject({ value: '500ms', origin: 'option' });
  expect(() => settings.set('load-timeout', '1s')).toThrow('INVALID_PARAMETER: load-timeout was given when this host was started (500ms) and holds until it stops.');
  expect([settings.get('load-timeout'), new Settings(repository).get('load-timeout')]).toEqual([500, 3_000]);
});

test.each([
  ['load-timeout', '5', 'The setting load-timeout must be a duration such as 300ms, 30s or 5m, from 1ms to 1d; "5" is not.'],
  ['load-timeout', 'never', 'The setting load-timeout must be a duration such as 300ms, 30s or 5m, from 1ms to 1d; "never" is not.'],
  ['load-timeout', '25h', 'The setting load-timeout must be a duration such as 300ms, 30s or 5m, from 1ms to 1d; "25h" is not.'],
  ['clear-after.object', '-1s', 'The setting clear-after.object must be a duration such as 300ms, 30s or 5m, from 0s to 99999999d, or never; "-1s" is not.'],
  ['frame-limit', '1KiB', 'The setting frame-limit must be a size such as 64KiB or 16MiB, from 64KiB to 256MiB; "1KiB" is not.'],
  ['log.files', '0', 'The setting log.files must be a whole number from 1 to 100; "0" is not.'],
  ['log.files', '1e1', 'The setting log.files must be a whole number from 1 to 100; "1e1" is not.'],
  ['log.files', '', 'The setting log.files must be a whole number from 1 to 100; "" is not.'],
])('%s = "%s" is refused with the key, what was given and the bounds', async (key, text, sentence) => {
  const settings = new Settings(await openRepository());
  const before = settings.get(key as SettingKey);
  let refusal: unknown;
  try {
    settings.set(key, text);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toMatchObject({
    code: 'INVALID_PARAMETER', sentence,
    remedy: `Give another value, or take the setting back: provost settings ${key} default.`,
    facts: { setting: key, given: text },
  });
  expect([settings.get(key as SettingKey), settings.view(key)[0]?.origin]).toEqual([before, 'default']);
});

test.each([
  ['load-timeuot', 'There is no setting "load-timeuot", did you mean "load-timeout"?'],
  ['__proto__', 'There is no setting "__proto__".'],
  ['constructor', 'There is no setting "constructor".'],
  ['toString', 'There is no setting "toString".'],
])('F-C19 the setting %s is not there, and the nearest is named', async (key, sentence) => {
  const repository = await openRepository();
  const settings = new Settings(repository);
  const expected = expect.objectContaining({ code: 'NOT_FOUND', sentence, remedy: 'See all: provost settings.' });
  for (const ask of [() => settings.view(key), () => settings.set(key, '1s'), () => new Settings(repository, JSON.parse(`{"${key}":"1s"}`) as Record<string, string>)]) {
    let refusal: unknown;
    try {
      ask();
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toEqual(expected);
  }
  expect(isSettingKey(key)).toBe(false);
});

test('F-H35 a setting that only a newer version knows stays in the repository', async () => {
  const repository = await openRepository();
  const table = repository.table<unknown>('settings');
  table.put('from-the-future', 7);
  const settings = new Settings(repository);
  settings.set('load-timeout', '1s');
  settings.set('load-timeout', 'default');
  expect([table.get('from-the-future'), settings.view().some(({ key }) => key === 'from-the-future')]).toEqual([7, false]);
});

test('every value within its bounds is read as it is shown', async () => {
  const settings = new Settings(await openRepository());
  fc.assert(fc.property(fc.constantFrom(...keys), fc.double({ min: 0, max: 1, noNaN: true }), (key, part) => {
    const { unit, min, max, words }: SettingDefinition = SETTINGS[key];
    const value = Math.round(min + part * (Math.min(max, 1e12) - min));
    const text = unit === 'duration' ? formatDuration(value) : unit === 'bytes' ? formatBytes(value) : (words?.[value] ?? String(value));
    const shown = settings.set(key, text).value;
    expect([String(shown), settings.set(key, String(shown)).value]).toEqual([text, shown]);
    expect(settings.get(key)).toBe(value);
  }), { numRuns: 150 });
});

test('a setting that is a word takes its words and says which they are', async () => {
  const settings = new Settings(await openRepository());
  expect(settings.set('attach', 'off')).toMatchObject({ value: 'off', unit: 'word', default: 'owner', origin: 'set' });
  expect(settings.word('attach')).toBe('off');
  expect(() => settings.set('attach', '1')).toThrow('The setting attach must be owner or off; "1" is not.');
  expect(settings.word('attach')).toBe('off');
});

test('F-C19 no text at all does more than be read or be refused', async () => {
  const settings = new Settings(await openRepository());
  fc.assert(fc.property(fc.constantFrom(...keys), fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9.eE+-]{0,12} ?(ms|s|MiB|PT)?$/)), (key, text) => {
    const { min, max }: SettingDefinition = SETTINGS[key];
    try {
      settings.set(key, text);
    } catch (error) {
      if (!isProviderError(error) || error.code !== 'INVALID_PARAMETER') throw error;
    }
    const held = settings.get(key);
    expect(held === Infinity || (held >= min && held <= max)).toBe(true);
  }), { numRuns: 300 });
});
