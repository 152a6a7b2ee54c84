/** What a verb is, as data: help, parsing and completion all read it; what it does is in src/verbs and imported only when it runs. */
import type { Invocation } from '../program/invocation.js';

/** The groups of `provost --help`, in their order. */
export const GROUPS = ['Host', 'Providers', 'Objects', 'Looking', 'Shell'] as const;
export type Group = (typeof GROUPS)[number];

/** What a word names. Completion offers such names, and a name that is not found gets the nearest of them. */
export type Names =
  | 'provider' | 'class' | 'path' | 'setting' | 'state' | 'kind' | 'namespace' | 'request' | 'method' | 'assignment'
  | 'shell' | 'verb' | 'format' | 'file' | 'folder' | 'none';

export interface VerbArgument {
  readonly name: string;
  readonly names: Names;
  readonly optional?: boolean;
  /** The option that stands in its place: with it, this argument is not there. */
  readonly unless?: string;
  /** Takes all words that follow; only the last argument may. */
  readonly rest?: boolean;
}

export interface VerbOption {
  /** With two dashes in front it is what a person types. */
  readonly name: string;
  readonly short?: string;
  /** What kind of value follows; none for a flag. A list may be given several times. */
  readonly kind: 'flag' | 'text' | 'list' | 'duration' | 'count';
  /** How help calls the value. */
  readonly value?: string;
  readonly names?: Names;
  readonly says: string;
  /** Left out of help and completion. */
  readonly hidden?: boolean;
}

export interface Example {
  readonly line: string;
  readonly says: string;
}

/** Carries a verb out. The number is the exit code; nothing is 0. What it rejects with is shown as an error. */
export type RunVerb = (invocation: Invocation) => Promise<number | void>;

export interface Verb {
  readonly name: string;
  readonly group: Group;
  /** One line, for the list of verbs. */
  readonly summary: string;
  /** What the summary leaves out; shown by the verb's own help. */
  readonly details?: string;
  readonly examples: readonly Example[];
  readonly arguments?: readonly VerbArgument[];
  readonly options?: readonly VerbOption[];
  /** Imports what carries it out. */
  readonly run: () => Promise<{ readonly run: RunVerb }>;
}

/** The options that every verb takes. */
export const COMMON_OPTIONS: readonly VerbOption[] = [
  { name: 'state', kind: 'text', value: 'DIR', names: 'folder', says: 'the host\'s state directory; else PROVOST_STATE, else the user\'s own' },
  { name: 'output', short: 'o', kind: 'text', value: 'FORMAT', names: 'format', says: 'table, wide, json, jsonl, yaml, csv or name' },
  { name: 'timeout', kind: 'duration', value: 'DURATION', says: 'how long to wait at most: 300ms, 30s, 5m, PT30S' },
  { name: 'help', short: 'h', kind: 'flag', says: 'examples, usage and options of the verb' },
];
