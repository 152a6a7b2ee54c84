/** A program of this folder, run as a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** The next line that it writes, as JSON. */
  line(): Promise<Record<string, unknown>>;
  readonly exit: Promise<unknown>;
}

export function programPath(name: string): string {
  return fileURLToPath(new URL(`./${name}.js`, import.meta.url));
}

export function start(command: string, args: readonly string[], options: { readonly uid?: number; readonly gid?: number } = {}): Child {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    process: child,
    exit: once(child, 'exit'),
    async line() {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${command} ended without a word`);
      return JSON.parse(value) as Record<string, unknown>;
    },
  };
}
