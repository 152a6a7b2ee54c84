/** The values of a verb's options, checked by their kind. */
import { parseDuration } from '@provost/protocol';
import type { Verb, VerbOption } from '../catalog/verb.js';
import { UsageError } from '../errors/usage-error.js';
import { usageOf } from './help.js';

export type OptionValue = boolean | string | number | readonly string[];

/** The value that a person typed for an option, as its kind says. Throws a UsageError that says what was expected. */
export function optionValue(option: VerbOption, typed: boolean | string | readonly string[], verb: Verb): OptionValue {
  if (typeof typed !== 'string') return typed;
  switch (option.kind) {
    case 'duration': {
      const ms = durationMs(typed);
      if (ms !== undefined) return ms;
      throw new UsageError(`--${option.name} expects a duration${typed.startsWith('-') ? ', which is never negative,' : ''} and got "${typed}".`, `Such as: provost ${verb.name} --${option.name} 30s`);
    }
    case 'count':
      if (/^\d{1,15}$/.test(typed)) return Number(typed);
      throw new UsageError(`--${option.name} expects a whole number and got "${typed}".`, `Such as: provost ${verb.name} --${option.name} 20`);
    default:
      if (typed !== '') return typed;
      throw new UsageError(`--${option.name} is empty.`, `Give it a value, --${option.name} ${option.value ?? 'VALUE'}, or leave it out.`);
  }
}

/** Throws a UsageError for an argument that is there and empty, as an unset variable of a shell makes one: as a path it would be the current folder. */
export function refuseEmptyWords(words: readonly string[], verb: Verb): void {
  for (const [index, argument] of (verb.arguments ?? []).entries()) {
    if (words[index] !== '' || argument.names === 'none' || argument.names === 'assignment') continue;
    throw new UsageError(`${argument.name} of provost ${verb.name} is empty.`, `Usage: ${usageOf(verb)}`);
  }
}

/** A length of time, or undefined for what is none; `never` is no time to wait. */
function durationMs(typed: string): number | undefined {
  try {
    const ms = parseDuration(typed);
    return ms === 'never' ? undefined : ms;
  } catch {
    return undefined;
  }
}
