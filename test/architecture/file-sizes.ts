/** How long files may be: a file that does not fit a few screens does two things. */
import type { SourceFile } from './source-tree.js';

export const MOST_LINES = 300;
export const MEDIAN_LINES = { least: 40, most: 130 };

function linesOf({ text }: SourceFile): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** Files over the limit, longest first. */
export function findLongFiles(files: readonly SourceFile[]): string[] {
  return files
    .map((file) => ({ path: file.path, lines: linesOf(file) }))
    .filter(({ lines }) => lines > MOST_LINES)
    .sort((one, other) => other.lines - one.lines)
    .map(({ path, lines }) => `${path} has ${lines} lines; at most ${MOST_LINES} are allowed: split it by concern.`);
}

/** The line count that half of the files stay under. */
export function medianLines(files: readonly SourceFile[]): number {
  const counts = files.map(linesOf).sort((one, other) => one - other);
  return counts[Math.floor(counts.length / 2)] ?? 0;
}
