/** Says what is wrong with a command line in one sentence, and what was most likely meant. */
import type { CommanderError } from 'commander';
import { VERBS } from '../catalog/catalog.js';
import { COMMON_OPTIONS, type Verb, type VerbOption } from '../catalog/verb.js';
import { nearest } from '@provost/protocol';
import { UsageError } from '../errors/usage-error.js';
import { usageOf } from './help.js';

/** What was typed, as far as commander came with it. */
export interface Typed {
  /** Undefined where it stopped before one. */
  readonly verb: Verb | undefined;
  /** The arguments of the verb. */
  readonly operands: readonly string[];
  /** All words of the line. */
  readonly words: readonly string[];
}

/** The usage error that commander's error stands for. */
export function mistake(error: CommanderError, { verb, operands, words }: Typed): UsageError {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownCommand':
      return unknownVerb(quoted);
    case 'commander.unknownOption':
      return unknownOption(quoted, verb, words);
    case 'commander.missingArgument':
      return new UsageError(`${nameOf(verb)} needs ${quoted}.`, usage(verb));
    case 'commander.excessArguments': {
      const most = verb?.arguments?.length ?? 0;
      const takes = most === 0 ? 'no argument' : most === 1 ? 'one argument' : `at most ${most} arguments`;
      return new UsageError(`${nameOf(verb)} takes ${takes}, and got "${operands[most] ?? ''}" as well.`, usage(verb));
    }
    case 'commander.optionMissingArgument': {
      const name = /--([a-z-]+)/.exec(quoted)?.[1] ?? quoted;
      return new UsageError(`--${name} needs a value.`, usage(verb));
    }
    default:
      return new UsageError(`"provost ${words.join(' ')}" cannot be read: ${error.message.replace(/^error: /, '')}.`, usage(verb));
  }
}

/** The usage error for a word that is no verb. */
export function unknownVerb(word: string): UsageError {
  const near = nearest(word, VERBS.map((verb) => verb.name));
  return new UsageError(`"${word}" is no verb of provost.`, near === undefined ? 'See which there are: provost help' : `Did you mean: provost ${near}`);
}

function unknownOption(typed: string, verb: Verb | undefined, words: readonly string[]): UsageError {
  const [dashed = ''] = typed.split('=');
  // Commander takes the value of an option, or an argument, that begins with a dash for an option.
  if (/^-\d/.test(typed)) return new UsageError(`"${typed}" is negative: neither a duration nor a count is.`, verb === undefined ? 'See: provost help' : `Usage: ${usageOf(verb)}`);
  const later = verb === undefined ? VERBS.find(({ name }) => words.includes(name)) : undefined;
  const meant = optionNamed(dashed, later ?? verb);
  if (later !== undefined && meant !== undefined) return new UsageError(`${dashed} is an option of ${nameOf(later)}.`, `Type it after the verb: ${nameOf(later)} ${meant.kind === 'flag' ? dashed : typed}`);
  if (meant?.kind === 'flag') return new UsageError(`${dashed} takes no value, and got "${typed.slice(dashed.length + 1)}".`, `Type: ${nameOf(verb)} ${dashed}`);
  const near = nearest(dashed.replace(/^-+/, ''), optionsOf(verb).map((option) => option.name));
  const instead = near === undefined ? `See which there are: ${nameOf(verb)} --help` : `Did you mean: ${nameOf(verb)} --${near}`;
  return new UsageError(`${typed} is no option of ${nameOf(verb)}.`, instead);
}

function optionsOf(verb: Verb | undefined): VerbOption[] {
  return [...(verb?.options ?? []), ...COMMON_OPTIONS].filter((option) => option.hidden !== true);
}

function optionNamed(dashed: string, verb: Verb | undefined): VerbOption | undefined {
  return optionsOf(verb).find(({ name, short }) => dashed === `--${name}` || dashed === `-${short ?? name}`);
}

function nameOf(verb: Verb | undefined): string {
  return verb === undefined ? 'provost' : `provost ${verb.name}`;
}

function usage(verb: Verb | undefined): string {
  return verb === undefined ? 'See: provost help' : `Usage: ${usageOf(verb)}`;
}
