/** Every setting of the host: what it limits, its default and its bounds, and the WMI counterpart where there is one. */
import type { SettingView } from '@provost/protocol';

/** What is fixed of a setting. Durations are in milliseconds; `Infinity` stands for never. */
export interface SettingDefinition {
  readonly unit: SettingView['unit'];
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Whether a change acts on the running host. */
  readonly live: boolean;
  readonly description: string;
  /** Whether `never` is a value of it. */
  readonly mayBeNever?: boolean;
  /** The words that may be said; its value is the place of one of them. */
  readonly words?: readonly string[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const KIB = 1_024;
const MIB = 1_024 * KIB;
/** WMI's longest interval. */
const LONGEST_CLEAR_AFTER = 99_999_999 * DAY;

const clearAfter = (kind: string, defaultMs: number): SettingDefinition => ({
  unit: 'duration', default: defaultMs, min: 0, max: LONGEST_CLEAR_AFTER, live: true, mayBeNever: true,
  description: `How long ${kind} is kept idle: unloaded after that to twice that. WMI: ClearAfter.`,
});

const duration = (defaultMs: number, min: number, max: number, description: string): SettingDefinition => ({ unit: 'duration', default: defaultMs, min, max, live: true, description });
const count = (value: number, max: number, description: string): SettingDefinition => ({ unit: 'count', default: value, min: 1, max, live: true, description });
const word = (words: readonly string[], description: string): SettingDefinition => ({ unit: 'word', default: 0, min: 0, max: words.length - 1, live: true, description, words });
const bytes = (value: number, min: number, max: number, description: string): SettingDefinition => ({ unit: 'bytes', default: value, min, max, live: true, description });

export const SETTINGS = {
  'clear-after.object': clearAfter('a provider of objects', 30 * SECOND),
  'clear-after.property': clearAfter('a provider of properties', 30 * SECOND),
  'clear-after.event': clearAfter('a provider of events', 30 * SECOND),
  'clear-after.event-consumer': clearAfter('an event consumer', 30 * SECOND),
  'clear-after.event-sink': clearAfter('the sink of an event consumer', 15 * SECOND),
  'load-timeout': duration(10 * SECOND, 1, DAY, 'How long a provider may take to get ready; progress starts it anew. WMI: InitializationTimeoutInterval, which it does not use.'),
  'release-timeout': duration(10 * SECOND, 0, DAY, 'How long a provider may take to let go before its process is ended. WMI: the COM timeout.'),
  'term-grace': duration(2 * SECOND, 0, 10 * MINUTE, 'From SIGTERM to SIGKILL.'),
  'retry-delay': duration(250, 1, MINUTE, 'How long a provider that has failed twice in a row is not started again; twice that after the third time, and so on. After the first failure it is at once.'),
  'retry-wait': duration(SECOND, 0, MINUTE, 'How long a request waits at most for a provider that is not started again yet, rather than fail at once.'),
  'crash-limit': count(5, 1_000, 'Failures within crash-window that put a provider in quarantine.'),
  'crash-window': duration(MINUTE, 1, DAY, 'How long a failure counts towards crash-limit.'),
  quarantine: duration(30 * SECOND, 1, DAY, 'How long the first quarantine of a provider lasts; each one that follows is twice as long.'),
  'quarantine-max': duration(10 * MINUTE, 1, DAY, 'The longest quarantine.'),
  'healthy-after': duration(10 * SECOND, 0, DAY, 'How long a provider that has answered a request must serve on for its earlier failures to be forgotten.'),
  'ping-interval': duration(10 * SECOND, 10, DAY, 'How often a provider that is at work is pinged.'),
  'ping-misses': count(3, 1_000, 'How many intervals without an answer to a ping make a provider silent.'),
  'hang-grace': duration(5 * SECOND, 0, DAY, 'How long after the deadline of an operation a provider that is silent is ended as hung.'),
  'abandoned-grace': duration(MINUTE, 0, DAY, 'How long after its deadline an operation that never returns may keep a provider that answers pings and is at work on nothing else.'),
  'hold-warning': duration(10 * MINUTE, 1, 3650 * DAY, 'How long a context may refuse to have its provider unloaded before an event warns of it.'),
  'orphan-timeout': duration(MINUTE, 0, DAY, 'How long a provider that has lost its host waits for the next one before it lets go; 0: not at all. Holds at once, also for those that are loaded.'),
  'adopt-timeout': duration(5 * SECOND, 10, 10 * MINUTE, 'How long a provider that an earlier host has left may take to obey this one before it is ended.'),
  'stop-timeout': duration(15 * SECOND, 0, DAY, 'How long an orderly stop of the host may take in all; half of it is for requests under way.'),
  'operation-timeout': duration(MINUTE, 1, DAY, 'How long an operation may take; progress starts it anew. WMI: OperationTimeoutInterval, which it does not use.'),
  'hello-timeout': { ...duration(5 * SECOND, 10, 10 * MINUTE, 'How long a connection may stay silent before it has said hello.'), live: false },
  'frame-limit': { ...bytes(16 * MIB, 64 * KIB, 256 * MIB, 'The largest message, either way.'), live: false },
  connections: { ...count(1_024, 100_000, 'Clients connected at the same time.'), live: false },
  'delivery-attempts': count(10, 1_000, 'How often an event is tried by itself to be delivered to a permanent consumer before it is given up and kept aside.'),
  'delivery-queue': count(10_000, 1_000_000, 'Events that may wait for one permanent consumer before further ones wait where they come from.'),
  'waiting-limit': count(1_024, 1_000_000, 'Requests that wait for one provider at the same time.'),
  concurrency: count(256, 10_000, 'Requests at work in one provider at the same time. WMI: Concurrency, which it does not use.'),
  'load-concurrency': {
    ...count(0, 1_000, 'Providers that are loaded at the same time; further ones wait for their turn. 0: twice as many as there are processors, and at least four.'), min: 0,
  },
  'load-queue': count(1_024, 1_000_000, 'Loads that wait for their turn at the same time.'),
  'call-depth': count(8, 1_000, 'How deep providers may ask each other: A asks B, which asks C, and so on.'),
  'row-encoding': word(['dense', 'json'], 'How rows are written between the host and peers that take both, for connections that are made from then on: dense, MessagePack; json, readable as it passes.'),
  attach: word(['owner', 'off'], 'Who may attach programs of their own as providers: owner, the user that runs the host; off, nobody.'),
  standby: {
    ...count(1, 8, 'Processes kept started ahead for each Node and SDK that providers use, so that the first answer of one that is not loaded is quick; at most 8 in all, 0 for none.'), min: 0,
  },
  'standby-memory': bytes(128 * MIB, 0, 1_024 * 1_024 * MIB, 'Memory of their own that all of these processes may have together; 0 for none of them. None is kept where the machine is short of memory.'),
  prewarm: word(['off', 'on'], 'Whether providers are loaded ahead of need: those that are used at a regular pace a little before they are due, and after a start of the host those that were loaded when it stopped.'),
  'log.file-bytes': bytes(10 * MIB, 64 * KIB, 1_024 * MIB, 'The size at which a provider\'s log begins a new file.'),
  'log.files': count(5, 100, 'Log files that are kept of each provider.'),
  'log.bytes-per-second': bytes(MIB, KIB, 1_024 * MIB, 'Output of a provider that is kept a second; more is counted, not kept.'),
  'events.kept': count(10_000, 10_000_000, 'Events that are kept, at most 30 days of them.'),
} as const satisfies Record<string, SettingDefinition>;

export type SettingKey = keyof typeof SETTINGS;

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key);
}
