/** Help: of all verbs in groups, and of one. Examples come first, because they are what most readers came for. */
import { VERBS } from '../catalog/catalog.js';
import { COMMON_OPTIONS, GROUPS, type Example, type Verb, type VerbOption } from '../catalog/verb.js';
import { EXIT_MEANINGS } from '../errors/exit-codes.js';
import type { Paint } from '../output/paint.js';
import { wrapped } from '../output/wrapped.js';

const firstExamples: readonly Example[] = [
  { line: 'provost up -d', says: 'start the host in the background' },
  { line: 'provost register examples/notes', says: 'make a provider known' },
  { line: 'provost create root/app:Note id=7 text="Buy milk"', says: 'make an object; that loads it' },
  { line: 'provost list root/app:Note', says: 'ask for its objects' },
  { line: 'provost ls', says: 'see what is loaded, and when it will go' },
  { line: 'provost logs notes', says: 'read what it wrote' },
];

/** Where there is no terminal, and the most that is easy to read. */
const usualWidth = 100;
const mostWidth = 120;
/** What is said of a thing has at least so much room beside it, or else stands below it. */
const leastBeside = 24;

/** `provost --help`, in lines that fit a terminal of that width. */
export function helpOfAll(paint: Paint, terminal = usualWidth): string {
  const width = Math.min(terminal, mostWidth);
  const groups = GROUPS.map((group) => block(group, listed(VERBS.filter((verb) => verb.group === group).map((verb) => [verb.name, verb.summary] as const), width, longest(VERBS.map(({ name }) => name))), paint));
  const exits = Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`);
  return [
    wrapped('Provost runs providers: each in a process of its own, started when it is needed, unloaded when it is idle.', width).join('\n'),
    block('Examples', exampleLines(firstExamples, width), paint),
    block('Usage', ['  provost VERB [ARGUMENTS] [OPTIONS]'], paint),
    ...groups,
    block('Options of every verb', optionLines(COMMON_OPTIONS, width), paint),
    block('Exit codes', exits, paint),
    'More of a verb: provost help VERB',
  ].join('\n\n');
}

/** `provost VERB --help`, likewise. */
export function helpOf(verb: Verb, paint: Paint, terminal = usualWidth): string {
  const width = Math.min(terminal, mostWidth);
  const own = (verb.options ?? []).filter((option) => option.hidden !== true);
  return [
    wrapped(`provost ${verb.name}: ${verb.summary}`, width).join('\n'),
    block('Examples', exampleLines(verb.examples, width), paint),
    block('Usage', [`  ${usageOf(verb)}`], paint),
    ...(verb.details === undefined ? [] : [wrapped(verb.details, width).join('\n')]),
    ...(own.length === 0 ? [] : [block('Options', optionLines(own, width), paint)]),
    block('Options of every verb', optionLines(COMMON_OPTIONS, width), paint),
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

/** What an example does stands behind it, or above it where a line would be too long. A command is never broken: it is there to be copied. */
function exampleLines(examples: readonly Example[], width: number): string[] {
  const column = longest(examples.map(({ line }) => line));
  if (examples.every(({ says }) => column + says.length + 6 <= width)) return examples.map(({ line, says }) => `  ${line.padEnd(column)}  # ${says}`);
  return examples.flatMap(({ line, says }) => [...wrapped(says, width - 4).map((text) => `  # ${text}`), `  ${line}`]);
}

function optionLines(options: readonly VerbOption[], width: number): string[] {
  const entries = options.map((option) => {
    const short = option.short === undefined ? '    ' : `-${option.short}, `;
    const flag = `${short}--${option.name}${option.kind === 'flag' ? '' : ` ${option.value ?? 'VALUE'}`}`;
    return [flag, `${option.says}${option.kind === 'list' ? '; may be given several times' : ''}`] as const;
  });
  return listed(entries, width, longest(entries.map(([flag]) => flag)));
}

/** Names in one column and what is said of them in another. */
function listed(entries: readonly (readonly [name: string, says: string])[], width: number, column: number): string[] {
  const isBeside = width - column - 4 >= leastBeside;
  const indent = isBeside ? column + 4 : 6;
  return entries.flatMap(([name, says]) => {
    const lines = wrapped(says, width - indent);
    const rest = (isBeside ? lines.slice(1) : lines).map((line) => ' '.repeat(indent) + line);
    return isBeside ? [`  ${name.padEnd(column)}  ${lines[0] ?? ''}`, ...rest] : [`  ${name}`, ...rest];
  });
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => text.length));
}
