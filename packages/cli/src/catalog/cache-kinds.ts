/** What has a ClearAfter, for completion and for what was meant by a word that is none. */
import type { CacheKind } from '@provost/protocol';

const all: Readonly<Record<CacheKind, true>> = { object: true, property: true, event: true, eventConsumer: true, eventSink: true };

/** In the order in which they are shown. */
export const CACHE_KINDS = Object.keys(all) as readonly CacheKind[];
