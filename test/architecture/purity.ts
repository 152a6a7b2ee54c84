/** Places that do without the outside world, and what gives them away: modules of Node, clocks, timers. */
import { builtinModules } from 'node:module';
import ts from 'typescript';
import { importsOf, type SourceFile } from './source-tree.js';

const ofNode = new Set(builtinModules);

/** The modules of Node's own that files import. */
export function findNodeImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    importsOf(text)
      .filter((specifier) => specifier.startsWith('node:') || ofNode.has(specifier.split('/')[0] as string) || specifier === '@provost/protocol/node')
      .map((specifier) => `${path} imports ${specifier}.`),
  );
}

const clockNames = new Set(['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'process', 'Clock', 'Promise']);

/** The clocks, timers and promises that files use. Comments may speak of them. */
export function findClockUses(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const uses = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && clockNames.has(node.text)) uses.add(`${path} uses ${node.text}.`);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022));
    return [...uses];
  });
}

/** The files that import a package, whatever part of it. */
export function findImportersOf(name: string, files: readonly SourceFile[]): string[] {
  return files.filter(({ text }) => importsOf(text).some((specifier) => specifier === name || specifier.startsWith(`${name}/`))).map(({ path }) => `${path} imports ${name}.`);
}
