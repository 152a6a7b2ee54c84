/** Links between the documents: a file that is not there, a heading that is not in it. What stands outside the repository is not asked for. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { root, type SourceFile } from './source-tree.js';

/** The anchors of a document, as GitHub makes them of its headings. */
export function anchorsOf(text: string): Set<string> {
  const headings = [...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(headings.map((heading) => heading.toLowerCase().replace(/[^\p{L}\p{N}\- _]/gu, '').trim().replaceAll(' ', '-')));
}

/** Links that lead nowhere; none when all is well. `read` answers with the text at a path from the root, or undefined where there is nothing. */
export function findDeadLinks(documents: readonly SourceFile[], read: (path: string) => string | undefined = readFromRoot): string[] {
  return documents.flatMap(({ path, text }) =>
    [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link)) return [];
      const [file = '', anchor] = link.split('#');
      const found = file === '' ? text : read(join(dirname(path), file));
      if (found === undefined) return [`${path}: nothing is at ${link}.`];
      return anchor === undefined || anchorsOf(found).has(anchor) ? [] : [`${path}: ${link} is no heading there.`];
    }),
  );
}

function withoutCode(text: string): string {
  return text.replace(/^```[^]*?^```$/gm, '');
}

/** Of a folder, which has no headings, an empty text. */
function readFromRoot(path: string): string | undefined {
  const full = join(root, path);
  if (!existsSync(full)) return undefined;
  return path.endsWith('.md') ? readFileSync(full, 'utf8') : '';
}
