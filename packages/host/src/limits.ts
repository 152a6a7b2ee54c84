/** What holds for one provider: what was set for it, what its registration says, else the host's setting. */
import type { CacheKind, ClearAfterOrigin, Kind, LogTarget, ProviderLimits } from '@provost/protocol';
import { join } from 'node:path';
import type { ClearAfterRule } from './activation/sweeper.js';
import { CACHE_CONTROLS } from './cache/kinds.js';
import type { ProviderClearAfter } from './cache/provider-clear-after.js';
import type { Registration } from './registration/registration.js';
import type { SettingKey } from './settings/definitions.js';
import type { Settings } from './settings/settings.js';

/** A limit that a registration may say for itself. */
export type LimitName = 'loadTimeoutMs' | 'releaseTimeoutMs' | 'operationTimeoutMs' | 'concurrency';

const SETTING_OF = {
  loadTimeoutMs: 'load-timeout',
  releaseTimeoutMs: 'release-timeout',
  operationTimeoutMs: 'operation-timeout',
  concurrency: 'concurrency',
} as const satisfies Record<LimitName & keyof ProviderLimits, SettingKey>;

/** The ClearAfter that holds for a provider, and where it comes from. */
export interface HeldClearAfter {
  /** Infinity is never. */
  readonly clearAfterMs: number;
  readonly origin: ClearAfterOrigin;
  /** Of its kinds those whose ClearAfter it is: the longest, since a provider goes when all of its kinds would let it. None where it comes from elsewhere. */
  readonly kinds: readonly Kind[];
}

const NO_KINDS: readonly Kind[] = [];

export class Limits {
  readonly #settings: Settings;
  readonly #ofProviders: ProviderClearAfter;
  readonly #logs: string;

  constructor(settings: Settings, ofProviders: ProviderClearAfter, logs: string) {
    this.#settings = settings;
    this.#ofProviders = ofProviders;
    this.#logs = logs;
  }

  /** Without a registration: what holds while a provider is only described. */
  of(registration: Registration | undefined, name: LimitName): number {
    return registration?.description.limits?.[name] ?? this.#settings.get(SETTING_OF[name]);
  }

  /** What an operator set for the provider wins over what its registration says, and that over its kinds. */
  clearAfterOf({ name, description: { limits, kinds } }: Registration): HeldClearAfter {
    const set = this.#ofProviders.of(name);
    if (set !== undefined) return { clearAfterMs: set, origin: 'provider', kinds: NO_KINDS };
    const own = limits?.clearAfterMs;
    if (own !== undefined) return { clearAfterMs: own === 'never' ? Infinity : own, origin: 'registration', kinds: NO_KINDS };
    const clearAfterMs = Math.max(...kinds.map((kind) => this.#ofKind(kind)));
    return { clearAfterMs, origin: 'kind', kinds: kinds.filter((kind) => this.#ofKind(kind) === clearAfterMs) };
  }

  /** Whether the provider goes by that kind's ClearAfter, alone or with those of its other kinds. */
  goesBy(kind: CacheKind, registration: Registration): boolean {
    const kinds: readonly CacheKind[] = registration.description.kinds;
    return kinds.includes(kind) && this.clearAfterOf(registration).origin === 'kind';
  }

  /** Whether the edit of a kind's ClearAfter, which was `beforeMs`, has changed what holds for the provider: one of its other kinds may keep it longer either way. */
  isChangedBy(kind: CacheKind, beforeMs: number, registration: Registration): boolean {
    if (!this.goesBy(kind, registration)) return false;
    const others = registration.description.kinds.filter((one) => one !== kind).map((one) => this.#ofKind(one));
    return Math.max(beforeMs, ...others) !== this.clearAfterOf(registration).clearAfterMs;
  }

  /** As {@link clearAfterOf}, with a name that is the same for all that go by the same kinds, and the provider's own for one that goes by none. */
  clearAfter(registration: Registration): ClearAfterRule {
    const { clearAfterMs, origin } = this.clearAfterOf(registration);
    const { name, description: { kinds } } = registration;
    return { name: origin === 'kind' ? [...kinds].sort().join('+') : `provider ${name}`, clearAfterMs };
  }

  #ofKind(kind: Kind): number {
    return this.#settings.get(CACHE_CONTROLS[kind].setting);
  }

  logTarget(provider: string): LogTarget {
    return {
      directory: join(this.#logs, provider),
      fileBytes: this.#settings.get('log.file-bytes'),
      files: this.#settings.get('log.files'),
      bytesPerSecond: this.#settings.get('log.bytes-per-second'),
    };
  }
}
