/** The titles of the repository's tests, read from their source. Which of them must be there, each checker says for itself. */
import ts from 'typescript';
import type { SourceFile } from './source-tree.js';

/** What a test is called, and where. */
export interface TestTitle {
  readonly path: string;
  readonly title: string;
}

/** The titles of all calls like `test('...', () => ...)`, whatever the function is called. Of two that depend on the machine, the one where it can be shown. */
export function testTitles(files: readonly SourceFile[]): TestTitle[] {
  return collect(files, (node) => {
    if (!ts.isCallExpression(node)) return undefined;
    const [title, body] = [node.arguments[0], node.arguments.at(-1)];
    return title !== undefined && isFunction(body) ? textOf(title) : undefined;
  });
}

/** What the rows of tables like `test.each([['F-P1 ...', ...]])` begin with, where that is the id of a row of unloading or of reliability. */
export function tableTitles(files: readonly SourceFile[]): TestTitle[] {
  return collect(files, (node) => {
    if (!ts.isArrayLiteralExpression(node) || node.elements[0] === undefined) return undefined;
    const text = textOf(node.elements[0]);
    return text !== undefined && /^(?:[PDS]\d+ )*(?:W-[RQU]|F-[PHCR])\d+ /.test(text) ? text : undefined;
  });
}

function collect(files: readonly SourceFile[], titleOf: (node: ts.Node) => string | undefined): TestTitle[] {
  return files.flatMap(({ path, text }) => {
    const titles: TestTitle[] = [];
    const visit = (node: ts.Node): void => {
      const title = titleOf(node);
      if (title !== undefined) titles.push({ path, title });
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
    return titles;
  });
}

function textOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isConditionalExpression(node)) return textOf(node.whenTrue);
  return ts.isTemplateExpression(node) ? `${node.head.text}...` : undefined;
}

function isFunction(node: ts.Node | undefined): boolean {
  return node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
}
