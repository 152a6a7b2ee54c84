/** Whether what kept a provider from being started still does: by a look at its files, which starts nothing. */
import { statSync } from 'node:fs';
import type { ProviderError } from '@provost/protocol';
import { readCredentials } from './read-credentials.js';
import type { Registration } from './registration.js';
import type { Registrations } from './registrations.js';

/** What the files that a start needs look like from outside: the program, what it is given first, and its folder. */
export function stampOfStart({ node, target }: Registration): string {
  const files = target.kind === 'node' ? [node, target.runtime, target.entry] : target.command.slice(0, 2);
  return [target.root, ...files].map(stampOf).join('\n');
}

/**
 * The error that a start would meet now, or undefined where it may be tried: where its files and credentials are in order again, or where the
 * program that could not be run, or the store that could not be opened, is another one by now. `isAsItWas`: whether they look as they did when it failed.
 */
export async function startFault(registrations: Registrations, registration: Registration, failed: { readonly fault: ProviderError; readonly isAsItWas: (latest: Registration) => boolean }): Promise<ProviderError | undefined> {
  const latest = registrations.find(registration.name) ?? registration;
  const found = await registrations.faultOf(latest) ?? await readCredentials(latest).then(() => undefined, (error: ProviderError) => error);
  if (found !== undefined) return found;
  const { fault, isAsItWas } = failed;
  const isOfProgram = fault.facts['reason'] !== undefined;
  return isOfProgram && isAsItWas(latest) ? fault : undefined;
}

function stampOf(path: string): string {
  try {
    const { ino, size, mtimeMs, mode } = statSync(path);
    return `${path} ${ino} ${size} ${mtimeMs} ${mode}`;
  } catch (error) {
    return `${path} ${(error as NodeJS.ErrnoException).code}`;
  }
}
