import { expect, test } from '@jest/globals';
import { CACHE_CONTROLS, CACHE_KINDS, cacheKindNamed, cacheKindOf } from '#src/cache/kinds.js';
import { SETTINGS } from '#src/settings/definitions.js';

test('W-U10 five kinds have a ClearAfter, under WMI\'s names and with WMI\'s defaults', () => {
  expect(CACHE_KINDS.map((kind) => [kind, CACHE_CONTROLS[kind].className, SETTINGS[CACHE_CONTROLS[kind].setting].default])).toEqual([
    ['object', '__ObjectProviderCacheControl', 30_000],
    ['property', '__PropertyProviderCacheControl', 30_000],
    ['event', '__EventProviderCacheControl', 30_000],
    ['eventConsumer', '__EventConsumerProviderCacheControl', 30_000],
    ['eventSink', '__EventSinkCacheControl', 15_000],
  ]);
});

test('each kind has a setting of its own, and no other setting is that of a kind', () => {
  expect(Object.keys(SETTINGS).filter((key) => cacheKindOf(key) !== undefined)).toEqual(CACHE_KINDS.map((kind) => CACHE_CONTROLS[kind].setting));
  expect(CACHE_KINDS.map((kind) => cacheKindOf(CACHE_CONTROLS[kind].setting))).toEqual(CACHE_KINDS);
});

test.each([['object', 'object'], ['EventSink', 'eventSink'], ['EVENTCONSUMER', 'eventConsumer']])('the word %s names the kind %s', (word, kind) => {
  expect(cacheKindNamed(word)).toBe(kind);
});

test.each([
  ['objct', 'There is no kind "objct", did you mean "object"? The kinds are object, property, event, eventConsumer, eventSink.'],
  ['disk', 'There is no kind "disk". The kinds are object, property, event, eventConsumer, eventSink.'],
  ['__proto__', 'There is no kind "__proto__". The kinds are object, property, event, eventConsumer, eventSink.'],
])('P11 %s is no kind, and it is said which there are', (word, sentence) => {
  expect(() => cacheKindNamed(word)).toThrow(expect.objectContaining({
    code: 'INVALID_PARAMETER', sentence, facts: { kind: word, kinds: CACHE_KINDS },
    remedy: 'See what holds for each: provost cache. For a single provider: provost cache --provider NAME DURATION.',
  }));
});
