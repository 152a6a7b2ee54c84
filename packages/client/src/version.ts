/** The version of this package, as it says in hello. */
import { readFileSync } from 'node:fs';

let version: string | undefined;

/** Read from package.json, once, when it is first needed. */
export function clientVersion(): string {
  version ??= (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
  return version;
}
