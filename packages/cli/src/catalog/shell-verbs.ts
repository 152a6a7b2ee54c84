/** The verbs that need no host. */
import type { Verb } from './verb.js';

export const SHELL_VERBS: readonly Verb[] = [
  {
    name: 'completion', group: 'Shell', summary: 'a script that completes words in bash, zsh or fish',
    examples: [
      { line: 'source <(provost completion bash)', says: 'in this shell; add the line to ~/.bashrc to keep it' },
      { line: 'provost completion zsh > "${fpath[1]}/_provost"', says: 'for zsh' },
      { line: 'provost completion fish > ~/.config/fish/completions/provost.fish', says: 'for fish' },
    ],
    arguments: [{ name: 'SHELL', names: 'shell' }],
    run: () => import('../verbs/completion.js'),
  },
  {
    name: 'version', group: 'Shell', summary: 'the version of this command',
    examples: [{ line: 'provost version', says: 'the host\'s own is in `provost status`' }],
    run: () => import('../verbs/version.js'),
  },
  {
    name: 'help', group: 'Shell', summary: 'help, of all verbs or of one',
    examples: [{ line: 'provost help logs', says: 'the same as `provost logs --help`' }],
    arguments: [{ name: 'VERB', names: 'verb', optional: true }],
    run: () => import('../verbs/help.js'),
  },
];
