/** What clients ask about ClearAfter, how long what is idle is kept: of each kind of provider, and of single ones. All else is in `client-messages.ts`. */
import type { SettingView } from './client-messages.js';
import { request } from './message.js';
import type { Kind } from './provider-messages.js';

/** What has a ClearAfter: each kind of provider, and the sinks of event consumers. */
export type CacheKind = Kind | 'eventSink';

/** A ClearAfter in all its forms. */
export interface ClearAfterView {
  /** As people write it: `30s`, `never`. */
  readonly clearAfter: string;
  /** As WMI writes it: `00000000000030.000000:000`; `never`, for which WMI has no interval. */
  readonly interval: string;
  readonly clearAfterMs: number | 'never';
}

/** The ClearAfter of a kind. The object that `path` names is the same, to be read and changed like any other. */
export interface KindCacheView extends ClearAfterView {
  readonly kind: CacheKind;
  readonly default: string;
  readonly origin: SettingView['origin'];
  /** How many loaded providers go by it. */
  readonly loaded: number;
  readonly path: string;
}

/** Where the ClearAfter of a provider comes from: it was set for that provider, or its registration says it, or it is that of its kinds. The first that is there holds. */
export type ClearAfterOrigin = 'provider' | 'registration' | 'kind';

/** The ClearAfter of a single provider. */
export interface ProviderCacheView extends ClearAfterView {
  readonly provider: string;
  readonly kinds: readonly Kind[];
  readonly origin: ClearAfterOrigin;
  /** 1 when it is loaded, or else 0. */
  readonly loaded: number;
}

export interface CacheView {
  readonly kinds: readonly KindCacheView[];
  readonly providers: readonly ProviderCacheView[];
}

/** All kinds, and the providers that do not go by theirs; or that kind alone; or that provider alone, wherever its ClearAfter comes from. */
export const Cache = request<{ readonly kind?: string; readonly provider?: string }, CacheView>('host/cache');
/** Of a kind or of a provider, at once and for good. `clearAfter` as a person or WMI writes it; `default` takes it back. Answers with what holds now. */
export const SetCache = request<{ readonly kind?: string; readonly provider?: string; readonly clearAfter: string }, CacheView>('host/setCache');
