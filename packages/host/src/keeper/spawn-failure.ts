/** Says why a command could not be run at all, and what to do about it. What happens after a process has begun is left to its exit. */
import { statSync } from 'node:fs';
import { ProviderError, type SpawnParams } from '@provost/protocol';

/** The PROVIDER_LOAD_FAILED for what the system answered instead of a process. */
export function spawnFailure(params: SpawnParams, cause: NodeJS.ErrnoException): ProviderError {
  const { reason, remedy } = explain(params, cause);
  return new ProviderError('PROVIDER_LOAD_FAILED', { provider: params.provider, reason: cause.code ?? 'UNKNOWN' }, {
    message: `Provider "${params.provider}" cannot be started: ${reason}`,
    remedy,
    cause,
  });
}

function explain(params: SpawnParams, cause: NodeJS.ErrnoException): { readonly reason: string; readonly remedy: string } {
  const { command, directory, provider } = params;
  const again = `register it again: provost register PATH --name ${provider}`;
  switch (cause.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      if (!isDirectory(directory)) return { reason: `its directory ${directory} is not there.`, remedy: `Put the directory back, or ${again}.` };
      return {
        reason: `there is no command ${command}, or the interpreter that its first line names is missing.`,
        remedy: `Install it, or ${again}.`,
      };
    case 'EACCES':
      return { reason: `${command} may not be executed.`, remedy: `Make it executable (chmod +x ${command}) and its folders readable for the user of the host.` };
    case 'ENOEXEC':
      return { reason: `${command} is not a program that this system can run.`, remedy: `Name its interpreter in its first line, or ${again}.` };
    case 'E2BIG': {
      const bytes = sizeOfStart(params).toLocaleString('en-US');
      return {
        reason: `${command} was given ${bytes} bytes of arguments and environment, and the system refuses that much (one value may have 131,071 bytes).`,
        remedy: 'Give it less: put what is long into a file, or into its config.',
      };
    }
    case 'EAGAIN':
    case 'ENOMEM':
    case 'EMFILE':
    case 'ENFILE':
      return {
        reason: `the system has no room for another process (${cause.code}).`,
        remedy: 'Unload providers (provost unload NAME), or raise the limits of the host\'s user: ulimit -u, ulimit -n.',
      };
    default:
      return { reason: `${command} cannot be run: ${firstLineOf(cause.message)}`, remedy: `Correct what the message names, then ${again}.` };
  }
}

function sizeOfStart(params: SpawnParams): number {
  const words = [params.command, ...params.arguments, ...Object.entries(params.environment).map(([name, value]) => `${name}=${value}`)];
  return words.reduce((bytes, word) => bytes + Buffer.byteLength(word) + 1, 0);
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function firstLineOf(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
