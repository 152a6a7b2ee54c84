/** The one way in which ClearAfter is edited, by whatever road: what is set, the event that tells of it, and that it acts at once. What holds for a provider is left to its limits. */
import type { CacheKind, Caller } from '@provost/protocol';
import type { EventJournal } from '../journal/event-journal.js';
import type { Registration } from '../registration/registration.js';
import type { Repository } from '../repository/repository.js';
import type { Settings } from '../settings/settings.js';
import { clearAfterView, readClearAfter } from './clear-after-text.js';
import { CACHE_CONTROLS } from './kinds.js';
import type { ProviderClearAfter } from './provider-clear-after.js';

export interface ClearAfterEditsTools {
  readonly repository: Repository;
  readonly settings: Settings;
  readonly journal: EventJournal;
  readonly ofProviders: ProviderClearAfter;
  /** What holds for a provider at this moment, in milliseconds. */
  readonly heldBy: (registration: Registration) => number;
  /** Called after a provider was given a ClearAfter of its own, or has lost it. A change of a kind is told by its setting. */
  readonly changed: (provider: string) => void;
}

/** Takes the edit back. */
const DEFAULT = 'default';

export class ClearAfterEdits {
  readonly #tools: ClearAfterEditsTools;

  constructor(tools: ClearAfterEditsTools) {
    this.#tools = tools;
  }

  /**
   * Sets and keeps the ClearAfter of a kind, as a person or WMI writes it; `default` takes it back. Together with its event it is kept or nothing is.
   * Throws INVALID_PARAMETER for what is no ClearAfter, and where this host was started with one.
   */
  setKind(kind: CacheKind, text: string, by: Caller): void {
    const { settings } = this.#tools;
    const { setting } = CACHE_CONTROLS[kind];
    this.#edit({ kind }, by, () => settings.get(setting), () => void settings.set(setting, text));
  }

  /** As {@link setKind}, for one provider: it wins over what its registration and its kinds say. `default` leaves it to those. */
  setProvider(registration: Registration, text: string, by: Caller): void {
    const { ofProviders, heldBy } = this.#tools;
    const { name } = registration;
    const clearAfterMs = text === DEFAULT ? undefined : readClearAfter(text, `provider "${name}"`);
    const before = ofProviders.of(name);
    this.#edit({ provider: name }, by, () => heldBy(registration), () => ofProviders.set(name, clearAfterMs));
    if (clearAfterMs !== before) this.#tools.changed(name); // Also where the same holds: from now on it is swept by itself, or with its kinds.
  }

  /** The provider is about to be unregistered: one that gets its name later begins without what was set for this one. */
  forget(provider: string): void {
    if (this.#tools.ofProviders.of(provider) !== undefined) this.#tools.ofProviders.set(provider, undefined);
  }

  #edit(what: { readonly kind: CacheKind } | { readonly provider: string }, by: Caller, held: () => number, write: () => void): void {
    const from = clearAfterView(held()).clearAfter;
    this.#tools.repository.transaction(() => {
      write();
      this.#tools.journal.append('cache-changed', { ...what, from, to: clearAfterView(held()).clearAfter, by });
    });
  }
}
