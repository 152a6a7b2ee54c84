/** The version of this package, as it says in hello and in `provost version`. */
import { createRequire } from 'node:module';

export const HOST_VERSION: string = (createRequire(import.meta.url)('../package.json') as { version: string }).version;
