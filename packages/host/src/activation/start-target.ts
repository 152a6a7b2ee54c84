/** From what is registered, or is to be, to a process that has said hello: which command, in which environment, and whose log. What is asked of it then is left to who starts it. */
import type { LogTarget } from '@provost/protocol';
import type { Target } from '../registration/find-target.js';
import { startProcess, type StartOptions, type StartTools, type StartedProcess } from './start-process.js';

export interface TargetTools extends StartTools {
  readonly log: (provider: string) => LogTarget;
  /** The whole environment, of which these are named. */
  readonly environment: (named: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
}

/** What is run. */
export interface Runnable {
  readonly target: Target;
  readonly node: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface StartOf extends Pick<StartOptions, 'activation' | 'provider' | 'generation' | 'loadTimeoutMs' | 'onProcess'> {
  /** Whose log its output goes to, where that is not the provider's. */
  readonly logAs?: string;
}

/** As {@link startProcess}. */
export function startTarget(tools: TargetTools, { target, node, environment }: Runnable, { logAs, ...of }: StartOf): Promise<StartedProcess> {
  const [command, ...args] = target.kind === 'node' ? [node, target.runtime] : target.command;
  return startProcess(tools, {
    ...of,
    command: command as string,
    arguments: args,
    directory: target.root,
    environment: tools.environment(environment),
    log: tools.log(logAs ?? of.provider),
    waitsForBootstrap: target.kind === 'node', // So does the SDK's runtime.
  });
}

/** Which of its files the runtime is told to import. */
export function entryOf(target: Target): { entry?: string } {
  return target.kind === 'node' ? { entry: target.entry } : {};
}
