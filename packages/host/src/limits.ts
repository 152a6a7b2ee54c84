/** What holds for one provider: what its registration says, else the host's setting. */
import type { LogTarget, ProviderLimits } from '@provost/protocol';
import { join } from 'node:path';
import type { ClearAfterRule } from './activation/sweeper.js';
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

export class Limits {
  readonly #settings: Settings;
  readonly #logs: string;

  constructor(settings: Settings, logs: string) {
    this.#settings = settings;
    this.#logs = logs;
  }

  /** Without a registration: what holds while a provider is only described. */
  of(registration: Registration | undefined, name: LimitName): number {
    return registration?.description.limits?.[name] ?? this.#settings.get(SETTING_OF[name]);
  }

  /** The provider's own ClearAfter wins over its kind's. */
  clearAfter({ name, description }: Registration): ClearAfterRule {
    const own = description.limits?.clearAfterMs;
    if (own !== undefined) return { name: `provider ${name}`, clearAfterMs: own === 'never' ? Infinity : own };
    return { name: 'object', clearAfterMs: this.#settings.get('clear-after.object') };
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
