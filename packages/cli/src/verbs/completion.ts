/** `provost completion bash|zsh|fish`: prints the script for a shell. */
import { nearest } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { BASH_SCRIPT } from '../completion/bash.js';
import { FISH_SCRIPT } from '../completion/fish.js';
import { SHELLS } from '../completion/shells.js';
import { ZSH_SCRIPT } from '../completion/zsh.js';
import { UsageError } from '../errors/usage-error.js';

const scripts: Readonly<Record<(typeof SHELLS)[number], string>> = { bash: BASH_SCRIPT, zsh: ZSH_SCRIPT, fish: FISH_SCRIPT };

export const run: RunVerb = async (invocation) => {
  const typed = invocation.word(0);
  const shell = SHELLS.find((one) => one === typed);
  if (shell === undefined) {
    throw new UsageError(`There is no completion for "${typed}".`, `Such as: provost completion ${nearest(typed, SHELLS) ?? 'bash'}`);
  }
  return invocation.output.write(scripts[shell]);
};
