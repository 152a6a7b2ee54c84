/** The program: from the words that were typed to an exit code. What each verb does is in verbs/. */

/** Runs a command line, without the name of the program, and ends the process with its exit code. */
export async function main(words: readonly string[]): Promise<void> {
  if (words[0] === '__complete') {
    const { printCompletions } = await import('./completion/print-completions.js');
    await printCompletions(words[1] === '--' ? words.slice(2) : words.slice(1), process.env);
    process.exit(0);
  }
  const { runCommandLine } = await import('./program/run-command-line.js');
  const code = await runCommandLine(words, { stdout: process.stdout, stderr: process.stderr, environment: process.env });
  process.exit(code);
}

