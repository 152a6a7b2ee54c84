/** The working directory of the author's code: that of the provider, also where the process was started before there was one. */
import { ProviderError } from '@provost/protocol';

/** Goes there. Throws PROVIDER_LOAD_FAILED where that cannot be. Without one the process stays where it was started. */
export function enterDirectory(directory: string | undefined): void {
  if (directory === undefined) return;
  try {
    process.chdir(directory);
  } catch (cause) {
    throw new ProviderError('PROVIDER_LOAD_FAILED', { pid: process.pid, reason: (cause as NodeJS.ErrnoException).code ?? 'UNKNOWN' }, {
      message: `Its directory ${directory} cannot be entered (${(cause as NodeJS.ErrnoException).code ?? 'unknown'}).`,
      remedy: 'Put the directory back, or register the provider again: provost register PATH.',
      cause,
    });
  }
}
