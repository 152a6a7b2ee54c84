/** Another process that moves one from `left` to `right` in each transaction, and says the number of each that was committed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const storeModule = pathToFileURL(join(import.meta.dirname, '../dist/data-store.js')).href;

const program = (directory: string): string => `
  const { DataStore } = await import(${JSON.stringify(storeModule)});
  const store = await DataStore.open(${JSON.stringify(directory)}, { what: 'store', tables: ['objects', 'undo'] });
  const table = store.table('objects');
  if (table.get('left') === undefined) store.transaction(() => { table.put('left', 1000); table.put('right', 0); });
  for (;;) {
    const left = table.get('left') - 1;
    store.transaction(() => {
      table.put('left', left);
      table.put('ballast', 'x'.repeat(left * 37 % 9000));
      table.put('right', 1000 - left);
    });
    process.stdout.write(1000 - left + '\\n');
    await new Promise((go) => setImmediate(go));
  }
`;

export interface Writer {
  readonly pid: number;
  /** The number of the last transaction that was said to be committed. */
  readonly count: number;
  /** Settles once that many are. Rejects when the process ends before. */
  acknowledged(count: number): Promise<void>;
  /** By SIGKILL. Settles when it is dead; idempotent. */
  kill(): Promise<void>;
}

/** Settles when the store is open. */
export async function startWriter(directory: string): Promise<Writer> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(directory)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  let count = 0;
  const waiting = new Set<{ readonly count: number; readonly resolve: () => void }>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    count = Number(line);
    for (const one of waiting) if (count >= one.count) one.resolve();
  });
  const acknowledged = (wanted: number): Promise<void> => new Promise((resolve, reject) => {
    if (count >= wanted) return resolve();
    waiting.add({ count: wanted, resolve });
    void exit.then(() => { reject(new RangeError(`the writer ended after ${count} of ${wanted}`)); });
  });
  await acknowledged(1);
  return {
    pid: child.pid as number,
    get count() { return count; },
    acknowledged,
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
