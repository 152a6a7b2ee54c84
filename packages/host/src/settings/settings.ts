/** The values of the settings: the default, or what was set and kept, or what this host was started with. What a setting means is its user's affair. */
import { ProviderError, didYouMean, excerpt, formatBytes, formatDuration, parseBytes, parseDuration, type SettingView } from '@provost/protocol';
import type { Repository } from '../repository/repository.js';
import type { Table } from '@provost/storage';
import { SETTINGS, isSettingKey, type SettingDefinition, type SettingKey } from './definitions.js';

/** JSON has no Infinity. */
const NEVER = 'never';

export class Settings {
  readonly #repository: Repository;
  readonly #kept: Table<number | typeof NEVER>;
  /** Given to this host at its start: they win, and are not kept. */
  readonly #options = new Map<SettingKey, number>();
  readonly #set = new Map<SettingKey, number>();
  /** What holds now, of all: asked with every request. */
  readonly #holding = Object.fromEntries(Object.entries(SETTINGS).map(([key, definition]) => [key, definition.default])) as Record<SettingKey, number>;
  readonly #listeners = new Map<SettingKey, Set<(before: number) => void>>();

  /** Throws INVALID_PARAMETER for an option that is no setting or out of its bounds. */
  constructor(repository: Repository, options: Readonly<Record<string, string>> = {}) {
    this.#repository = repository;
    this.#kept = repository.table('settings');
    for (const [key, value] of this.#kept.entries()) if (isSettingKey(key)) this.#hold(key, value === NEVER ? Infinity : value);
    for (const [key, text] of Object.entries(options)) {
      const known = knownKey(key);
      this.#holding[known] = read(known, text);
      this.#options.set(known, this.#holding[known]);
    }
  }

  /** The value that holds now: milliseconds, bytes or a count. */
  get(key: SettingKey): number {
    return this.#holding[key];
  }

  /** The word that holds now, of a setting that is one. */
  word(key: SettingKey): string {
    return String(show(SETTINGS[key], this.get(key)));
  }

  /** One setting or all, as they are shown. */
  view(key?: string): SettingView[] {
    const keys = key === undefined ? (Object.keys(SETTINGS) as SettingKey[]) : [knownKey(key)];
    return keys.map((one) => this.#viewOf(one));
  }

  /** Sets and keeps a value as a person writes it; `default` takes it back. Acts at once where the setting is live. Within a transaction of the repository it is kept or lost with it. */
  set(key: string, text: string): SettingView {
    const known = knownKey(key);
    if (this.#options.has(known)) {
      throw new ProviderError('INVALID_PARAMETER', { setting: known }, {
        message: `${known} was given when this host was started (${show(SETTINGS[known], this.get(known))}) and holds until it stops.`,
        remedy: 'Start the host without it, then set it.',
      });
    }
    this.#keep(known, text === 'default' ? undefined : read(known, text));
    return this.#viewOf(known);
  }

  /** Calls `listener` with the value before after each change of the value that holds, once it is kept, until the returned function is called. */
  onChange(key: SettingKey, listener: (before: number) => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  #keep(key: SettingKey, value: number | undefined): void {
    const before = this.get(key);
    const setBefore = this.#set.get(key);
    this.#repository.transaction((transaction) => {
      if (value === undefined) this.#kept.delete(key);
      else this.#kept.put(key, value === Infinity ? NEVER : value);
      this.#hold(key, value);
      transaction.onAbort(() => this.#hold(key, setBefore));
      transaction.onCommit(() => {
        if (this.get(key) !== before) for (const listener of this.#listeners.get(key) ?? []) listener(before);
      });
    });
  }

  #hold(key: SettingKey, value: number | undefined): void {
    if (value === undefined) this.#set.delete(key);
    else this.#set.set(key, value);
    this.#holding[key] = this.#options.get(key) ?? value ?? SETTINGS[key].default;
  }

  #viewOf(key: SettingKey): SettingView {
    const definition = SETTINGS[key];
    return {
      key,
      value: show(definition, this.get(key)),
      unit: definition.unit,
      default: show(definition, definition.default),
      origin: this.#options.has(key) ? 'option' : this.#set.has(key) ? 'set' : 'default',
      live: definition.live,
      description: definition.description,
    };
  }
}

function knownKey(key: string): SettingKey {
  if (isSettingKey(key)) return key;
  throw new ProviderError('NOT_FOUND', { setting: key }, {
    message: `There is no setting "${key}"${didYouMean(key, Object.keys(SETTINGS)) || '.'}`,
    remedy: 'See all: provost settings.',
  });
}

/** The value that a text says, within the setting's bounds. */
function read(key: SettingKey, text: string): number {
  const definition: SettingDefinition = SETTINGS[key];
  const value = parse(definition, text);
  if (value === Infinity && definition.mayBeNever === true) return value;
  if (value !== undefined && Number.isFinite(value) && value >= definition.min && value <= definition.max) return value;
  const { min, max, unit, words } = definition;
  if (words !== undefined) {
    throw new ProviderError('INVALID_PARAMETER', { setting: key, given: text, words }, {
      message: `The setting ${key} must be ${words.join(' or ')}; "${excerpt(text, 64)}" is not.`,
      remedy: `Give another value, or take the setting back: provost settings ${key} default.`,
    });
  }
  throw new ProviderError('INVALID_PARAMETER', { setting: key, given: text, min, max }, {
    message: `The setting ${key} must be ${AS_WRITTEN[unit]} from ${show(definition, min)} to ${show(definition, max)}${definition.mayBeNever === true ? ', or never' : ''}; "${excerpt(text, 64)}" is not.`,
    remedy: `Give another value, or take the setting back: provost settings ${key} default.`,
  });
}

/** How a value of each unit is written. */
const AS_WRITTEN: Readonly<Record<SettingDefinition['unit'], string>> = {
  duration: 'a duration such as 300ms, 30s or 5m,',
  bytes: 'a size such as 64KiB or 16MiB,',
  count: 'a whole number',
  flag: 'true or false',
  word: 'a word',
};

/** The number that a text says, or undefined where it says none. */
function parse({ unit, words }: SettingDefinition, text: string): number | undefined {
  if (words !== undefined) return words.includes(text) ? words.indexOf(text) : undefined;
  if (unit === 'count') return /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
  try {
    const parsed = unit === 'duration' ? parseDuration(text) : parseBytes(text);
    return parsed === 'never' ? Infinity : parsed;
  } catch {
    return undefined; // Its sentence knows neither the setting nor the bounds.
  }
}

function show(definition: SettingDefinition, value: number): string | number {
  if (definition.words !== undefined) return definition.words[value] ?? '';
  if (value === Infinity) return NEVER;
  if (definition.unit === 'duration') return formatDuration(value);
  return definition.unit === 'bytes' ? formatBytes(value) : value;
}
