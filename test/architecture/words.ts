/** Words of the place where the product is made. The product speaks of itself alone, so that it reads the same wherever it is built. */
import type { SourceFile } from './source-tree.js';

/** Each is written in two halves, so that this list does not find itself. */
const foreign: readonly RegExp[] = [
  ['/wo', 'rk/'], ['/tmp/', '(brief|bash)'], ['\\bissue ', '\\d+\\b'], ['\\b(sub-?)?age', 'nts?\\b'], ['\\blanguage mo', 'dels?\\b'], ['\\bregistry\\.', 'npmjs'],
].map((halves) => new RegExp(halves.join(''), 'i'));

/** Lines that hold such a word; none when all is well. */
export function findForeignWords(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const found = foreign.map((word) => word.exec(line)?.[0]).find((word) => word !== undefined);
      return found === undefined ? [] : [`${path}:${index + 1} says "${found}".`];
    }),
  );
}
