/** The keys of records: which there are, and what is refused before it reaches the database, where it would be another key or none. */
import { ProviderError } from '@provost/protocol';

/** One part of a key. Numbers come before strings, numbers in their order, strings in that of their code points. */
export type KeyPart = string | number;

/** A key: a name, a number, or two and more of them, compared part by part. */
export type RecordKey = KeyPart | readonly KeyPart[];

/** LMDB's own limit, less what its encoding may add. */
export const MOST_KEY_BYTES = 1_900;

/** A key that is only made of half a character cannot be told from another. */
const HALF_CHARACTER = /\p{Surrogate}/u;

/** As LMDB writes it at most: with what tells its end, and what tells a first control character from a type. */
function bytesOf(part: unknown): number {
  if (typeof part === 'number') return Number.isFinite(part) ? 10 : Number.NaN;
  if (typeof part !== 'string' || HALF_CHARACTER.test(part)) return Number.NaN;
  return Buffer.byteLength(part) + 2;
}

function refusal(table: string, reason: string): ProviderError {
  return new ProviderError('INVALID_PARAMETER', { table }, {
    message: `A key of the table ${table} ${reason}.`,
    remedy: 'Use a string that is not empty, a finite number, or an array of two or more strings and numbers.',
  });
}

/** The key as it is written. Throws INVALID_PARAMETER for one that cannot be kept. */
export function checkedKey<K extends RecordKey>(table: string, key: K): K {
  const parts: readonly unknown[] = Array.isArray(key) ? key : [key];
  if (Array.isArray(key) && key.length < 2) throw refusal(table, `is an array of ${key.length}, and ${key.length === 1 ? 'would be the same as its only part' : 'says nothing'}`);
  if (key === '') throw refusal(table, 'is empty');
  const bytes = parts.reduce<number>((sum, part) => sum + bytesOf(part), 0);
  if (Number.isNaN(bytes)) throw refusal(table, 'is no string, no finite number and no array of them');
  if (bytes > MOST_KEY_BYTES) throw refusal(table, `has ${bytes} bytes, where at most ${MOST_KEY_BYTES} are allowed`);
  return key;
}
