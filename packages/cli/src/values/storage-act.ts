/** What is to be done with a data file, as `repository` and `store` take it. */
import { resolve } from 'node:path';
import { UsageError } from '../errors/usage-error.js';

export type StorageAct =
  | { readonly act: 'show' | 'verify' | 'clear' }
  /** The file is absolute. */
  | { readonly act: 'backup' | 'restore'; readonly file: string };

/** Reads the words after `usage`, which is what was typed before them. Throws a UsageError for what is no act, or lacks a file or has one too many. */
export function storageAct(act: string | undefined, file: string | undefined, usage: string, { mayClear = false } = {}): StorageAct {
  const remedy = `Usage: ${usage} [verify | backup FILE | restore FILE${mayClear ? ' | clear' : ''}]`;
  if (act === undefined) return { act: 'show' };
  if (act === 'verify') {
    if (file !== undefined) throw new UsageError('verify takes no file: it reads what is there.', remedy);
    return { act };
  }
  if (act === 'clear' && mayClear) {
    if (file !== undefined) throw new UsageError('clear takes no file: what is there is kept beside it.', remedy);
    return { act };
  }
  if (act !== 'backup' && act !== 'restore') throw new UsageError(`${JSON.stringify(act)} is neither verify nor backup nor restore${mayClear ? ' nor clear' : ''}.`, remedy);
  if (file === undefined) throw new UsageError(`${act} needs a file.`, remedy);
  return { act, file: resolve(file) };
}
