/** What is imported as soon as a file is: not what it imports later by `import()`, nor types, which are gone by then. */
import { join, posix } from 'node:path';
import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { root } from './source-tree.js';

/** The files that are loaded with one, itself among them, by their paths from the root; other packages are left out. */
export function eagerlyWith(path: string): Set<string> {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const specifier of eagerImportsOf(readFileSync(join(root, file), 'utf8'))) {
      if (!specifier.startsWith('.')) continue;
      const next = posix.join(posix.dirname(file), specifier.replace(/\.js$/, '.ts'));
      if (existsSync(join(root, next))) visit(next);
    }
  };
  visit(path);
  return found;
}

/** What a module loads before its own first line. */
export function eagerImportsOf(text: string): string[] {
  return ts.createSourceFile('file.ts', text, ts.ScriptTarget.ES2022).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    return statement.moduleSpecifier === undefined || isOfTypes(statement) ? [] : [(statement.moduleSpecifier as ts.StringLiteral).text];
  });
}

function isOfTypes(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const clause = statement.importClause;
  if (clause === undefined) return false;
  const named = clause.namedBindings;
  const areTypes = clause.name === undefined && named !== undefined && ts.isNamedImports(named) && named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
  return clause.isTypeOnly || areTypes;
}
