/** The version of this package, as it says in hello. */
import { createRequire } from 'node:module';

let version: string | undefined;

/** Read from package.json, once, when it is first needed. */
export function clientVersion(): string {
  version ??= (createRequire(import.meta.url)('../package.json') as { version: string }).version;
  return version;
}
