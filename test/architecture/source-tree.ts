/** Reads the repository's own files for the architecture tests. What a fault is, each checker says for itself. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The root of the repository, seen from test/dist/architecture. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** One file: its path from the root, with slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const made = new Set(['node_modules', 'dist', 'dist-test', 'bundle', 'results', 'coverage', '.git', '.nx']);

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !made.has(entry.name)) yield* walk(join(folder, entry.name));
    if (entry.isFile()) yield join(folder, entry.name);
  }
}

/** The files under a folder that was written by hand, in the order of their paths. An absent folder has none. */
export function filesUnder(folder: string, ...extensions: readonly string[]): SourceFile[] {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  const paths = [...walk(start)].filter((path) => !path.endsWith('.generated.ts')).filter((path) => extensions.length === 0 || extensions.some((extension) => path.endsWith(extension)));
  return paths.sort().map((path) => ({ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }));
}

/** What a module asks for: `from`, `import()`, `export from` and type imports alike; not what comments or strings say. */
export function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
}

/** The package that a specifier names: `@provost/protocol/node` is of `@provost/protocol`. Undefined for a file and for a module of Node's own. */
export function packageOf(specifier: string): string | undefined {
  if (/^(\.|#|\/|node:)/.test(specifier)) return undefined;
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** A JSON file of the repository. */
export function readJson(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, unknown>;
}

/** The names of the packages' folders. */
export function packageFolders(): string[] {
  return readdirSync(join(root, 'packages')).filter((name) => existsSync(join(root, 'packages', name, 'package.json')));
}
