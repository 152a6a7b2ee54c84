/** Whether each misbehaving program in test/providers is put to use: an unused one is a fault that nothing tests. */
import { basename } from 'node:path/posix';
import { importsOf, type SourceFile } from './source-tree.js';

/** What a test says to start a fixture: its name in quotes, with or without the ending or a folder before it. */
function names(text: string, fixture: string): boolean {
  return new RegExp(`['"\`/]${fixture.replaceAll('.', '\\.')}(\\.m?js)?['"\`/]`).test(text);
}

/** Where a fixture may stand in the folder: `ignores-release.js`, or a folder of that name. */
function fixtureOf(path: string, folder: string): string {
  return (path.slice(folder.length).split('/')[0] as string).replace(/\.m?js$/, '');
}

/** The fixtures that no test names and no other fixture imports. */
export function findUnusedFixtures(fixtures: readonly SourceFile[], tests: readonly SourceFile[], folder = 'test/providers/'): string[] {
  const imported = new Set(fixtures.flatMap(({ text }) => importsOf(text).filter((one) => one.startsWith('.')).map((one) => basename(one).replace(/\.m?js$/, ''))));
  const all = [...new Set(fixtures.map(({ path }) => fixtureOf(path, folder)))];
  return all.filter((fixture) => !imported.has(fixture) && !tests.some(({ text }) => names(text, fixture))).map((fixture) => `${folder}${fixture} is used by no test.`);
}
