/** The titles of the repository's tests, read from their source. Which of them must be there, each checker says for itself. */
import ts from 'typescript';
import type { SourceFile } from './source-tree.js';

/** What a test is called, and where. */
export interface TestTitle {
  readonly path: string;
  readonly title: string;
}

/** The titles of all calls like `test('...', () => ...)`, whatever the function is called: the rows of a table are not among them. */
export function testTitles(files: readonly SourceFile[]): TestTitle[] {
  return files.flatMap(({ path, text }) => {
    const titles: TestTitle[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) {
        const [title, body] = [node.arguments[0], node.arguments.at(-1)];
        if (title !== undefined && ts.isStringLiteralLike(title) && isFunction(body)) titles.push({ path, title: title.text });
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
    return titles;
  });
}

function isFunction(node: ts.Node | undefined): boolean {
  return node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
}
