/** `K=V` and `K:=JSON`: the words with which values are given on a command line. What a value must be is left to `typed-values.ts`. */
import { isPrototypeName } from '@provost/protocol';
import { UsageError } from '../errors/usage-error.js';

/** A word taken apart. With `json` it was `K:=JSON`. */
export interface Assignment {
  readonly key: string;
  readonly text: string;
  readonly json?: { readonly value: unknown };
}

/** Takes `K=V` or `K:=JSON` apart. Throws a UsageError that says what was expected. `where` is the option, or empty. */
export function splitAssignment(word: string, where = ''): Assignment {
  const at = word.indexOf('=');
  const isJson = at > 0 && word[at - 1] === ':';
  const key = word.slice(0, isJson ? at - 1 : at);
  const example = `Such as: ${where === '' ? '' : `${where} `}text=hello or limit:=100`;
  if (at < 1 || key === '') throw new UsageError(`"${word}" is no value: a name, = and the value are expected.`, example);
  if (isPrototypeName(key)) throw new UsageError(`"${key}" cannot be the name of a value.`, example);
  const text = word.slice(at + 1);
  return isJson ? { key, text, json: { value: parsedJson(key, text) } } : { key, text };
}

function parsedJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`"${key}:=" expects JSON and got ${text === '' ? 'nothing' : text}: ${(error as Error).message}.`, `For text, type: ${key}=${text}`);
  }
}
