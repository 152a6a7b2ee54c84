/** Where this package lies. Whatever is bundled lies in a folder beside dist, so both find the same. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The program, for a process that is to run another `provost`. */
export function ownProgram(): string {
  return fileURLToPath(new URL('../bin/provost.js', import.meta.url));
}

/** The version in package.json. */
export function ownVersion(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string }).version;
}
