/** Help: of all verbs in groups, and of one. Examples come first, because they are what most readers came for. */
import { VERBS } from '../catalog/catalog.js';
import { COMMON_OPTIONS, GROUPS, type Example, type Verb, type VerbOption } from '../catalog/verb.js';
import { EXIT_MEANINGS } from '../errors/exit-codes.js';
import type { Paint } from '../output/paint.js';

const firstExamples: readonly Example[] = [
  { line: 'provost up -d', says: 'start the host in the background' },
  { line: 'provost register ./disk-provider', says: 'make a provider known' },
  { line: 'provost list root/app:Disk', says: 'ask for its objects; that loads it' },
  { line: 'provost ls', says: 'see what is loaded, and when it will go' },
  { line: 'provost logs disk -f', says: 'read what it writes' },
];

/** `provost --help`. */
export function helpOfAll(paint: Paint): string {
  const width = Math.max(...VERBS.map((verb) => verb.name.length));
  const groups = GROUPS.map((group) => {
    const lines = VERBS.filter((verb) => verb.group === group).map((verb) => `  ${verb.name.padEnd(width)}  ${verb.summary}`);
    return [paint.strong(group), ...lines].join('\n');
  });
  const exits = Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`);
  return [
    'Provost runs providers: each in a process of its own, started when it is needed, unloaded when it is idle.',
    block('Examples', exampleLines(firstExamples), paint),
    block('Usage', ['  provost VERB [ARGUMENTS] [OPTIONS]'], paint),
    ...groups,
    block('Options of every verb', optionLines(COMMON_OPTIONS), paint),
    block('Exit codes', exits, paint),
    'More of a verb: provost help VERB',
  ].join('\n\n');
}

/** `provost VERB --help`. */
export function helpOf(verb: Verb, paint: Paint): string {
  const own = (verb.options ?? []).filter((option) => option.hidden !== true);
  return [
    `provost ${verb.name}: ${verb.summary}`,
    block('Examples', exampleLines(verb.examples), paint),
    block('Usage', [`  ${usageOf(verb)}`], paint),
    ...(verb.details === undefined ? [] : [verb.details]),
    ...(own.length === 0 ? [] : [block('Options', optionLines(own), paint)]),
    block('Options of every verb', optionLines(COMMON_OPTIONS), paint),
  ].join('\n\n');
}

/** `provost logs [NAME] [OPTIONS]`. */
export function usageOf(verb: Verb): string {
  const words = (verb.arguments ?? []).map((argument) => {
    const name = argument.rest === true ? `${argument.name}...` : argument.name;
    return argument.optional === true ? `[${name}]` : name;
  });
  return ['provost', verb.name, ...words, '[OPTIONS]'].join(' ');
}

function block(title: string, lines: readonly string[], paint: Paint): string {
  return [paint.strong(title), ...lines].join('\n');
}

function exampleLines(examples: readonly Example[]): string[] {
  const width = Math.min(56, Math.max(...examples.map((example) => example.line.length)));
  return examples.map(({ line, says }) => `  ${line.padEnd(width)}  # ${says}`);
}

function optionLines(options: readonly VerbOption[]): string[] {
  const flags = options.map((option) => {
    const short = option.short === undefined ? '    ' : `-${option.short}, `;
    return `${short}--${option.name}${option.kind === 'flag' ? '' : ` ${option.value ?? 'VALUE'}`}`;
  });
  const width = Math.max(...flags.map((flag) => flag.length));
  return options.map((option, index) => `  ${(flags[index] ?? '').padEnd(width)}  ${option.says}${option.kind === 'list' ? '; may be given several times' : ''}`);
}
