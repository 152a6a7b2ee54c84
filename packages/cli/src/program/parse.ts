/** From the words of a command line to a verb with its arguments and options. Commander takes the words apart; the verbs come from the catalog. */
import { Command, CommanderError, Option } from 'commander';
import { VERBS, verbNamed } from '../catalog/catalog.js';
import { COMMON_OPTIONS, type Verb, type VerbOption } from '../catalog/verb.js';
import { optionValue, refuseEmptyWords, type OptionValue } from './option-values.js';
import { mistake, unknownVerb } from './mistake.js';

/** What was typed. Without a verb it is help that is asked for, of all verbs. */
export type Parsed =
  | { readonly kind: 'help'; readonly verb: Verb | undefined }
  | { readonly kind: 'run'; readonly verb: Verb; readonly words: readonly string[]; readonly options: ReadonlyMap<string, OptionValue> };

const helpCode = 'commander.helpDisplayed';

/** Takes a command line apart, without the name of the program. Throws a UsageError for one that says nothing we can do. */
export function parse(words: readonly string[]): Parsed {
  if (words.length === 0) return { kind: 'help', verb: undefined };
  if (words[0] === '--version' || words[0] === '-V') return parse(['version', ...words.slice(1)]);
  let parsed: Parsed | undefined;
  const program = commandOf(undefined);
  for (const verb of verbsIn(words)) {
    program.addCommand(commandOf(verb).action((...args: unknown[]) => {
      const command = args.at(-1) as Command;
      refuseEmptyWords(command.args, verb);
      parsed = { kind: 'run', verb, words: command.args, options: optionsOf(verb, program, command) };
    }));
  }
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    if (error.commander.code === helpCode || error.commander.code === 'commander.help') return { kind: 'help', verb: error.verb ?? verbAsked(error.operands) };
    throw mistake(error.commander, { verb: error.verb, operands: error.operands, words });
  }
  return parsed ?? { kind: 'help', verb: undefined };
}

/** The verbs that it may be, which saves making a command of each: those that are among the words. Of a line without one, commander says what is wrong. */
function verbsIn(words: readonly string[]): readonly Verb[] {
  const typed = VERBS.filter(({ name }) => words.includes(name));
  return typed.length > 0 ? typed : VERBS.slice(0, 1);
}

/** The verb of `provost --help VERB`. Throws a UsageError for a word that is none. */
function verbAsked(words: readonly string[]): Verb | undefined {
  const isValue = (index: number): boolean => COMMON_OPTIONS.some(({ kind, name, short }) => kind !== 'flag' && (words[index - 1] === `--${name}` || words[index - 1] === `-${short}`));
  const word = words.find((one, index) => !one.startsWith('-') && !isValue(index));
  if (word === undefined) return undefined;
  const verb = verbNamed(word);
  if (verb === undefined) throw unknownVerb(word);
  return verb;
}

/** Commander stopped at a verb, or before one. */
class Stopped extends Error {
  readonly commander: CommanderError;
  readonly verb: Verb | undefined;
  readonly operands: readonly string[];

  constructor(commander: CommanderError, verb: Verb | undefined, operands: readonly string[]) {
    super(commander.message);
    this.commander = commander;
    this.verb = verb;
    this.operands = operands;
  }
}

function commandOf(verb: Verb | undefined): Command {
  const command = new Command(verb?.name ?? 'provost');
  command
    .exitOverride((error) => { throw new Stopped(error, verb, command.args); })
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .helpOption('-h, --help')
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .allowExcessArguments(false);
  if (verb === undefined) command.enablePositionalOptions();
  for (const argument of verb?.arguments ?? []) {
    const name = argument.rest === true ? `${argument.name}...` : argument.name;
    command.argument(argument.optional === true ? `[${name}]` : `<${name}>`);
  }
  for (const option of everyOption(verb)) command.addOption(commanderOption(option));
  return command;
}

function everyOption(verb: Verb | undefined): readonly VerbOption[] {
  return [...(verb?.options ?? []), ...COMMON_OPTIONS].filter((option) => option.name !== 'help');
}

function commanderOption(option: VerbOption): Option {
  const flags = `${option.short === undefined ? '' : `-${option.short}, `}--${option.name}`;
  if (option.kind === 'flag') return new Option(flags);
  const taking = new Option(`${flags} <value>`);
  if (option.kind === 'list') taking.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  return taking;
}

/** An option that every verb takes may stand before the verb too; the one after it wins. */
function optionsOf(verb: Verb, program: Command, command: Command): Map<string, OptionValue> {
  const values = new Map<string, OptionValue>();
  for (const option of everyOption(verb)) {
    const attribute = commanderOption(option).attributeName();
    const typed: unknown = command.getOptionValue(attribute) ?? program.getOptionValue(attribute);
    if (typed !== undefined) values.set(option.name, optionValue(option, typed as string, verb));
  }
  return values;
}
