/** The forms that output can take. */
export const FORMATS = ['table', 'wide', 'json', 'jsonl', 'yaml', 'csv', 'name'] as const;
export type Format = (typeof FORMATS)[number];

export function isFormat(word: string): word is Format {
  return (FORMATS as readonly string[]).includes(word);
}
