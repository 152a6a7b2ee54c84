/** Requests about ClearAfter: what holds for each kind and for single providers, and setting it. What an edit does is the cache folder's affair. */
import { Cache, ProviderError, SetCache, type CacheKind, type CacheView, type KindCacheView, type ProviderCacheView, type SettingView } from '@provost/protocol';
import { cacheControlPath } from '../cache/cache-controls.js';
import { clearAfterView, readClearAfter } from '../cache/clear-after-text.js';
import { CACHE_CONTROLS, CACHE_KINDS, cacheKindNamed } from '../cache/kinds.js';
import type { HostParts } from '../host-parts.js';
import type { Registration } from '../registration/registration.js';
import type { RequestTable } from './host-door.js';
import { hostHas } from './host-has-it.js';

/** Of a program that has attached itself there is nothing to edit. */
const NEVER_IDLE = ['unload it for being idle', 'It stays until it ends or detaches by itself: there is no ClearAfter to set.'] as const;

/** One kind, or one provider, or neither: then it is all of them that are meant. */
interface Subject {
  readonly kind?: string;
  readonly provider?: string;
}

export function answerCacheRequests(table: RequestTable, parts: HostParts): void {
  const { registrations, clearAfterEdits } = parts;
  table
    .on(Cache, (subject) => viewOf(parts, subject))
    .on(SetCache, ({ clearAfter, ...subject }, { caller }) => {
      refuseBoth(subject);
      const { kind, provider } = subject;
      if (kind === undefined && provider === undefined) throw wrongSubject('Neither a kind nor a provider is named');
      if (provider !== undefined) clearAfterEdits.setProvider(hostHas(registrations.get(provider), ...NEVER_IDLE), clearAfter, caller);
      if (kind !== undefined) {
        const known = cacheKindNamed(kind);
        if (clearAfter !== 'default') readClearAfter(clearAfter, `the kind ${known}`);
        clearAfterEdits.setKind(known, clearAfter, caller);
      }
      return viewOf(parts, subject);
    });
}

function viewOf(parts: HostParts, subject: Subject): CacheView {
  refuseBoth(subject);
  const { registrations, limits } = parts;
  const { kind, provider } = subject;
  if (kind !== undefined) return { kinds: [viewOfKind(parts, cacheKindNamed(kind))], providers: [] };
  if (provider !== undefined) return { kinds: [], providers: [viewOfProvider(parts, hostHas(registrations.get(provider), ...NEVER_IDLE))] };
  const apart = registrations.list().filter(({ decoupled }) => decoupled === undefined).filter((registration) => limits.clearAfterOf(registration).origin !== 'kind');
  return { kinds: CACHE_KINDS.map((one) => viewOfKind(parts, one)), providers: apart.map((registration) => viewOfProvider(parts, registration)) };
}

function viewOfKind({ settings, activations, limits }: HostParts, kind: CacheKind): KindCacheView {
  const { setting } = CACHE_CONTROLS[kind];
  const [shown] = settings.view(setting) as [SettingView];
  return {
    kind,
    ...clearAfterView(settings.get(setting)),
    default: String(shown.default),
    origin: shown.origin,
    loaded: [...activations.slots].filter(({ registration, current }) => current !== undefined && limits.goesBy(kind, registration)).length,
    path: cacheControlPath(kind),
  };
}

function viewOfProvider({ activations, limits }: HostParts, registration: Registration): ProviderCacheView {
  const { clearAfterMs, origin } = limits.clearAfterOf(registration);
  const loaded = activations.peek(registration.name)?.current === undefined ? 0 : 1;
  return { provider: registration.name, kinds: registration.description.kinds, ...clearAfterView(clearAfterMs), origin, loaded };
}

function refuseBoth({ kind, provider }: Subject): void {
  if (kind !== undefined && provider !== undefined) throw wrongSubject('Both a kind and a provider are named');
}

function wrongSubject(what: string): ProviderError {
  return new ProviderError('INVALID_PARAMETER', {}, {
    message: `${what}; ClearAfter is that of one of them.`,
    remedy: 'For a kind: provost cache KIND DURATION. For a provider: provost cache --provider NAME DURATION.',
  });
}
