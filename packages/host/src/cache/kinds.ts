/** The five kinds that have a ClearAfter: the setting in which each is kept, and the class of the host as which it is served. */
import { ProviderError, didYouMean, excerpt, isSameName, type CacheKind } from '@provost/protocol';
import type { SettingKey } from '../settings/definitions.js';

/** What belongs to one kind. */
export interface CacheControl {
  readonly setting: SettingKey;
  /** WMI's name of it. */
  readonly className: string;
  /** What is kept for so long, in words. */
  readonly what: string;
}

export const CACHE_CONTROLS = {
  object: { setting: 'clear-after.object', className: '__ObjectProviderCacheControl', what: 'a provider of objects (instances, classes, methods)' },
  property: { setting: 'clear-after.property', className: '__PropertyProviderCacheControl', what: 'a provider of properties' },
  event: { setting: 'clear-after.event', className: '__EventProviderCacheControl', what: 'a provider of events' },
  eventConsumer: { setting: 'clear-after.event-consumer', className: '__EventConsumerProviderCacheControl', what: 'an event consumer' },
  eventSink: { setting: 'clear-after.event-sink', className: '__EventSinkCacheControl', what: 'the sink of an event consumer' },
} as const satisfies Record<CacheKind, CacheControl>;

/** In the order in which they are shown. */
export const CACHE_KINDS = Object.keys(CACHE_CONTROLS) as readonly CacheKind[];

/** The kind that a word names, whatever its case. Throws INVALID_PARAMETER with the kinds there are. */
export function cacheKindNamed(word: string): CacheKind {
  const kind = CACHE_KINDS.find((one) => isSameName(one, word));
  if (kind !== undefined) return kind;
  throw new ProviderError('INVALID_PARAMETER', { kind: excerpt(word, 64), kinds: CACHE_KINDS }, {
    message: `There is no kind "${excerpt(word, 64)}"${didYouMean(word, CACHE_KINDS) || '.'} The kinds are ${CACHE_KINDS.join(', ')}.`,
    remedy: 'See what holds for each: provost cache. For a single provider: provost cache --provider NAME DURATION.',
  });
}

/** The kind whose ClearAfter a setting is, or undefined for any other setting. */
export function cacheKindOf(setting: string): CacheKind | undefined {
  return CACHE_KINDS.find((kind) => CACHE_CONTROLS[kind].setting === setting);
}
