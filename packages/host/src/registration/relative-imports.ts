/** What a program imports by relative paths, read from its text without running it. What the files are for is left to those who ask. */
import { realpathSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';

/** Files in which imports are looked for; others, as a JSON file or an addon, import nothing. */
const PROGRAMS = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.jsx', '.tsx']);
/** What `require` tries after a name that is no file. */
const GUESSED = ['.js', '.json', '.node', '.cjs', '.mjs', '.ts'];

/** Between a word of an import and its literal. Both are bounded, so that no text makes the search slow. */
const GAP = String.raw`(?:\s|/\*(?:[^*]|\*(?!/)){0,256}\*/){0,64}`;
/** `import './x'`, `... from './x'`, `import('./x')` and `require('./x')`. One in a comment is taken too: a file too many does no harm. */
const RELATIVE = new RegExp(String.raw`\b(?:from|import${GAP}\(|import|require${GAP}\()${GAP}(['"\x60])(\.{1,2}(?:/[^'"\x60\n$]{0,1024})?)\1`, 'g');

/** Whether a file may import others. */
export function mayImport(path: string): boolean {
  return PROGRAMS.has(extname(path));
}

/** The relative literals that a text imports, each once. */
export function relativeImports(text: string): string[] {
  return [...new Set([...text.matchAll(RELATIVE)].map((found) => found[2] ?? ''))];
}

/** The real path of the file that a literal leads to from another, as Node finds it; undefined where there is none. */
export function importedFile(from: string, literal: string): string | undefined {
  const path = resolve(dirname(from), literal);
  const written = resolve(dirname(from), pathOfUrl(literal));
  const tried = [path, written, ...GUESSED.map((extension) => path + extension), ...GUESSED.map((extension) => join(path, `index${extension}`))];
  const found = tried.find(isFile);
  return found === undefined ? undefined : realpathSync(found);
}

/** A literal of `import` is a URL: it may have a query, and escapes. */
function pathOfUrl(literal: string): string {
  const [bare = ''] = literal.split(/[?#]/);
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
