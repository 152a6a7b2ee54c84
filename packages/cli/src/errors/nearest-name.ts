/** Makes an error that says "there is no such name" also say which name was most likely meant. */
import { isProviderError, isSameName, nearest, ProviderError } from '@provost/protocol';
import type { Names } from '../catalog/verb.js';
import type { Invocation } from '../program/invocation.js';
import { classPartOf } from '../values/class-part.js';

/** The codes with which the host says that a name is none of its own, and the sorts of names they speak of. */
const sortsByCode: ReadonlyMap<string, readonly Names[]> = new Map<string, readonly Names[]>([
  ['NOT_FOUND', ['provider', 'class', 'path', 'setting', 'request']],
  ['INVALID_CLASS', ['class', 'path']],
  ['INVALID_NAMESPACE', ['namespace', 'class', 'path']],
  ['INVALID_PARAMETER', ['setting', 'kind']],
  ['METHOD_NOT_FOUND', ['method']],
]);

/** The error with the nearest name in its remedy, or as it was where none is near. Never rejects. */
export async function withNearestName(error: unknown, invocation: Invocation): Promise<unknown> {
  if (!isProviderError(error)) return error;
  const found = await correctionOf(error, invocation).catch(() => undefined);
  if (found === undefined) return error;
  // The host may have said the name; what to type is still ours to say.
  const isSaid = [found.name, found.name.slice(found.name.indexOf(':') + 1)].some((name) => error.sentence.includes(`"${name}"`));
  const lead = isSaid ? 'Type:' : `Did you mean "${found.name}"? Type:`;
  return new ProviderError(error.code, error.facts, { message: error.sentence, remedy: `${lead} ${found.line}`, cause: error });
}

async function correctionOf(error: ProviderError, invocation: Invocation): Promise<{ readonly name: string; readonly line: string } | undefined> {
  const sorts = sortsByCode.get(error.code);
  if (sorts === undefined) return undefined;
  const { liveNames } = await import('../completion/live-names.js');
  for (const [index, argument] of (invocation.verb.arguments ?? []).entries()) {
    const word = invocation.wordAt(index);
    if (word === undefined || !sorts.includes(argument.names)) continue;
    const typed = argument.names === 'path' ? classPartOf(word) : word;
    const { client } = await invocation.host();
    const known = (await liveNames(client, argument.names, invocation.wordsFrom(0).slice(0, index))).map(({ name }) => name);
    if (known.some((name) => isThat(typed, name))) continue;
    const name = nearestOf(typed, known);
    if (name === undefined) continue;
    const words = invocation.wordsFrom(0).map((other, at) => (at === index ? name + word.slice(typed.length) : other));
    return { name, line: ['provost', invocation.verb.name, ...words.map(quoted)].join(' ') };
  }
  return undefined;
}

/** Case does not count, and a class may be typed without its namespace. */
function isThat(typed: string, name: string): boolean {
  return isSameName(typed, name) || (!typed.includes(':') && isSameName(typed, name.slice(name.indexOf(':') + 1)));
}

/** A class that was typed without its namespace is sought without it. */
function nearestOf(typed: string, known: readonly string[]): string | undefined {
  const whole = nearest(typed, known);
  if (whole !== undefined || typed.includes(':')) return whole;
  const short = nearest(typed, known.map((name) => name.slice(name.indexOf(':') + 1)));
  return short === undefined ? undefined : known.find((name) => name.endsWith(`:${short}`));
}

function quoted(word: string): string {
  return /^[\w./:=@,-]+$/.test(word) ? word : `'${word.replaceAll('\'', '\'\\\'\'')}'`;
}
