/** Runs one command as a step that says what it does and how long it took; its output is shown only where it failed. */
import { spawn } from 'node:child_process';

export const root = new URL('..', import.meta.url).pathname;

/** The environment without what must not reach the programs we start: another run's Node options. */
export function cleanEnvironment() {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return environment;
}

/** Starts a command at the root of the repository. Resolves with its exit code and, where `quiet`, with what it wrote. */
export function run(command, args, { quiet = false, environment = cleanEnvironment() } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: environment, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: code ?? 128, signal, output }));
  });
}

/** Runs a command behind one line of progress, told to `say`. Resolves with whether it ended well. */
export async function step(title, command, args, say = process.stdout) {
  const startedAt = performance.now();
  say.write(`${title} ...`);
  const { code, output } = await run(command, args, { quiet: true });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  say.write(code === 0 ? ` done in ${seconds} s\n` : ` failed after ${seconds} s (exit code ${code})\n${output}\n`);
  return code === 0;
}
