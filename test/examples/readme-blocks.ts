/** What stands in a README as code, and a place where it can be run as it stands. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './as-a-person.js';

/** The first code block of a language, under a heading where one is given. */
export function blockOf(readme: string, language: string, heading?: string): string {
  const section = heading === undefined ? readme : (readme.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '');
  const found = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'm').exec(section)?.[1];
  if (found === undefined) throw new Error(`There is no ${language} block under "${heading ?? 'the title'}"`);
  return found;
}

/** A package of its own outside the repository, as npm would have installed ours in it. Leaving its scope removes it. */
export async function packageOf(files: Readonly<Record<string, string>>): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'provost-readme-'));
  await mkdir(join(folder, 'node_modules'));
  await symlink(join(ROOT, 'node_modules/@provost'), join(folder, 'node_modules/@provost'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
