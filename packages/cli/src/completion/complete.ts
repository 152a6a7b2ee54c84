/** What may follow on a command line: verbs, options, and names that only the host knows. Pure but for asking the host through a function. */
import { VERBS, verbNamed } from '../catalog/catalog.js';
import { CACHE_KINDS } from '../catalog/cache-kinds.js';
import { PROVIDER_STATES } from '../catalog/states.js';
import { COMMON_OPTIONS, type Names, type Verb, type VerbOption } from '../catalog/verb.js';
import { FORMATS } from '../output/format.js';
import type { LiveName } from './live-names.js';
import { SHELLS } from './shells.js';

/** What the shell does besides offering the names: offer files or folders, or put no space behind a name. */
export type Directive = ':done' | ':files' | ':folders' | ':nospace';

export interface Completion {
  readonly names: readonly LiveName[];
  readonly directive: Directive;
}

/** Asks the host for names; without one it answers none. `state` is what --state says on the line. */
export type AskNames = (names: Names, before: readonly string[], state: string | undefined) => Promise<readonly LiveName[]>;

/** What fits the last of the words, which may be empty. The words are those after `provost`. */
export async function complete(words: readonly string[], ask: AskNames): Promise<Completion> {
  const current = (words.at(-1) ?? '').replace(/^["']/, '');
  const line = readLine(words.slice(0, -1));
  const found = await offersFor(line, current, ask);
  return { ...found, names: found.names.filter(({ name }) => name.startsWith(current)) };
}

/** The words before the current one, told apart. */
interface Line {
  readonly verb: Verb | undefined;
  readonly operands: readonly string[];
  /** The option whose value comes next. */
  readonly awaiting: VerbOption | undefined;
  readonly state: string | undefined;
  /** The names of the options before it. */
  readonly options: ReadonlySet<string>;
  /** Whether `--` was passed. */
  readonly isOnlyOperands: boolean;
}

function readLine(words: readonly string[]): Line {
  let verb: Verb | undefined;
  let awaiting: VerbOption | undefined;
  let state: string | undefined;
  let isOnlyOperands = false;
  const operands: string[] = [];
  const options = new Set<string>();
  for (const word of words) {
    if (awaiting !== undefined) {
      if (awaiting.name === 'state') state = word;
      awaiting = undefined;
    } else if (word === '--') isOnlyOperands = true;
    else if (word.startsWith('-') && !isOnlyOperands) {
      const option = optionNamed(word, verb);
      if (option !== undefined) options.add(option.name);
      if (option?.name === 'state' && word.includes('=')) state = word.slice(word.indexOf('=') + 1);
      if (option !== undefined && option.kind !== 'flag' && !word.includes('=')) awaiting = option;
    } else if (verb === undefined && operands.length === 0) {
      verb = verbNamed(word);
      if (verb === undefined) operands.push(word);
    } else operands.push(word);
  }
  return { verb, operands, awaiting, state, options, isOnlyOperands };
}

async function offersFor(line: Line, current: string, ask: AskNames): Promise<Completion> {
  const { verb, operands, awaiting, state } = line;
  if (awaiting !== undefined) return offersOf(awaiting.names ?? 'none', [], state, ask);
  if (current.startsWith('-') && !line.isOnlyOperands) return optionOffers(current, verb, state, ask);
  if (verb === undefined) return operands.length > 0 ? nothing : offersOf('verb', [], state, ask);
  const all = (verb.arguments ?? []).filter(({ unless }) => unless === undefined || !line.options.has(unless));
  const argument = all[operands.length] ?? (all.at(-1)?.rest === true ? all.at(-1) : undefined);
  return argument === undefined ? nothing : offersOf(argument.names, operands, state, ask);
}

async function optionOffers(current: string, verb: Verb | undefined, state: string | undefined, ask: AskNames): Promise<Completion> {
  const at = current.indexOf('=');
  if (at < 0) return { names: optionsOf(verb).map(({ name, says }) => ({ name: `--${name}`, about: says })), directive: ':done' };
  const option = optionNamed(current, verb);
  const offers = await offersOf(option?.names ?? 'none', [], state, ask);
  return { ...offers, names: offers.names.map(({ name, about }) => ({ name: current.slice(0, at + 1) + name, about })) };
}

async function offersOf(names: Names, before: readonly string[], state: string | undefined, ask: AskNames): Promise<Completion> {
  switch (names) {
    case 'file': return { names: [], directive: ':files' };
    case 'folder': return { names: [], directive: ':folders' };
    case 'none': return nothing;
    case 'verb': return { names: VERBS.map(({ name, summary }) => ({ name, about: summary })), directive: ':done' };
    case 'state': return fixed(PROVIDER_STATES, 'state');
    case 'kind': return fixed(CACHE_KINDS, 'kind');
    case 'shell': return fixed(SHELLS, 'shell');
    case 'format': return fixed(FORMATS, 'format');
    default: {
      const isBeginning = names === 'path' || names === 'assignment';
      return { names: await ask(names, before, state), directive: isBeginning ? ':nospace' : ':done' };
    }
  }
}

const nothing: Completion = { names: [], directive: ':done' };

function fixed(names: readonly string[], about: string): Completion {
  return { names: names.map((name) => ({ name, about })), directive: ':done' };
}

function optionsOf(verb: Verb | undefined): readonly VerbOption[] {
  return [...(verb?.options ?? []), ...COMMON_OPTIONS].filter((option) => option.hidden !== true);
}

function optionNamed(word: string, verb: Verb | undefined): VerbOption | undefined {
  const name = word.replace(/=.*$/s, '');
  return optionsOf(verb).find((option) => name === `--${option.name}` || name === `-${option.short}`);
}
