/** Words that say nothing of what a thing is for, in the names of files and of what they export. */
import ts from 'typescript';
import type { SourceFile } from './source-tree.js';

const emptyWords = new Set(['manager', 'helper', 'helpers', 'util', 'utils', 'base', 'impl']);
const emptyNames = /^(data|info|handle[A-Z].*)$/;

/** The words of a name: `SocketManager`, `socket-manager` and `SOCKET_MANAGER` have the same two. */
function wordsOf(name: string): string[] {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(/[^A-Za-z0-9]+/).map((word) => word.toLowerCase());
}

const isEmpty = (name: string): boolean => emptyNames.test(name) || wordsOf(name).some((word) => emptyWords.has(word));

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  if (ts.isExportDeclaration(statement) && statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause)) {
    return statement.exportClause.elements.map(({ name }) => name.text);
  }
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

/** What a module exports under a name of its own. */
export function exportedNames({ path, text }: SourceFile): string[] {
  const isExported = (statement: ts.Statement): boolean =>
    ts.isExportDeclaration(statement) || (ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword));
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022).statements.filter(isExported).flatMap(declaredNames);
}

/** Names that hold such a word; none when all is well. */
export function findEmptyNames(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const ofFolders = file.path.split('/').filter((part) => isEmpty(part.replace(/\..*$/, ''))).map((part) => `${file.path}: "${part}" does not say what it is for.`);
    const ofExports = exportedNames(file).filter(isEmpty).map((name) => `${file.path} exports ${name}, which does not say what it is for.`);
    return [...ofFolders, ...ofExports];
  });
}
