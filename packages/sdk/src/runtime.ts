/**
 * The program that a host starts for a provider: loads what it runs, `process/run-runtime.ts`, by way of V8's code cache where the host
 * named a place for one. It is kept small, because it is compiled at each start.
 */
import { readSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bootstrap } from '@provost/protocol';
import { bringModule } from './process/bring-module.js';
import { compileCached } from './process/compile-cached.js';

/** As the protocol has it; imported, it would bring the rest of the protocol with it. */
const DESCRIPTOR_VARIABLE = 'PROVOST_BOOTSTRAP_FD';
/** More than any bootstrap is; a line that does not end is not gathered for ever. */
const LONGEST_LINE_BYTES = 64 * 1024;
/** The name of the bundle of `process/run-runtime.ts`, which has the hash of its content in it. Written here when this file is bundled. */
declare const RUN_RUNTIME_FILE: string;

/** What stands on the descriptor up to the end of the line, or of the pipe. */
function readLine(descriptor: number): string {
  const bytes = Buffer.alloc(LONGEST_LINE_BYTES);
  let length = 0;
  while (length < bytes.length && !bytes.subarray(0, length).includes(10)) {
    const count = readSync(descriptor, bytes, length, bytes.length - length, null);
    if (count === 0) break;
    length += count;
  }
  return bytes.toString('utf8', 0, length);
}

function codeCacheOf(bootstrapLine: string): string | undefined {
  try {
    return (JSON.parse(bootstrapLine) as Partial<Bootstrap>).codeCache;
  } catch {
    return undefined; // Told by the program, which reads it again.
  }
}

/** `import()` works only in the file that Node was started with. */
const bring = (url: string): Promise<unknown> => bringModule(url, { require, import: (at) => import(at) });

const named = process.env[DESCRIPTOR_VARIABLE];
// It is no affair of processes that the author starts.
delete process.env[DESCRIPTOR_VARIABLE];
if (named === undefined) {
  process.stderr.write('This program is started by a Provost host, for one provider. To see a provider start: provost load NAME.\n');
  process.exitCode = 2;
} else {
  const bootstrapLine = readLine(Number(named));
  const { exports, keep } = compileCached(join(import.meta.dirname, RUN_RUNTIME_FILE), require, codeCacheOf(bootstrapLine));
  let warmth: Promise<unknown> = Promise.resolve();
  (exports as typeof import('./process/run-runtime.js')).runRuntime({
    bootstrapDescriptor: Number(named),
    bootstrapLine,
    warmUp: (file) => {
      // What fails here is told to whoever needs it.
      warmth = warmth.then(() => bring(pathToFileURL(join(import.meta.dirname, file)).href)).catch(() => undefined);
      return warmth;
    },
    // One after the other: a CommonJS file cannot require what is being imported.
    importModule: (url) => warmth.then(() => bring(url)),
    keepCompiled: keep,
  });
}
