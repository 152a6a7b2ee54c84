/** `provost __complete -- WORDS`: what the completion scripts ask. A name and what it is on each line, then what the shell is to do. Answers at once or with less. */
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { complete, type AskNames } from './complete.js';

/** A shell that waits longer feels stuck. */
const answerWithinMs = 100;

/** Prints and resolves. Never rejects: a completion that fails offers nothing. */
export async function printCompletions(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const { names, directive } = await complete(words.length === 0 ? [''] : words, askWithin(environment)).catch(() => ({ names: [], directive: ':done' }));
  const lines = names.map(({ name, about }) => `${oneLine(name)}\t${oneLine(about)}\n`);
  try {
    writeSync(1, `${lines.join('')}${directive}\n`);
  } catch {
    // The shell does not wait any more.
  }
}

/** Asks the running host, or answers none when it is not there or too slow. The process ends right after, which closes the connection. */
function askWithin(environment: NodeJS.ProcessEnv): AskNames {
  return async (names, before, state) => {
    const [{ connect, stateDirectory }, { liveNames }] = await Promise.all([import('@provost/client'), import('./live-names.js')]);
    const directory = resolve(state === undefined || state === '' ? stateDirectory(environment) : state);
    const tooLate = new Promise<[]>((answer) => setTimeout(answer, answerWithinMs, []));
    const asked = connect({ state: directory, timeoutMs: answerWithinMs }).then((client) => liveNames(client, names, before));
    return Promise.race([asked.catch(() => []), tooLate]);
  };
}

/** Names come from outside; a line break or tab in one must not make two of it. */
function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}
