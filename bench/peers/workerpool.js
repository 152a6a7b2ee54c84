/** workerpool with one child process. */
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';

const file = fileURLToPath(import.meta.url);

export async function open() {
  const pool = workerpool.pool(file, { workerType: 'process', maxWorkers: 1, minWorkers: 1 });
  return { call: async (n) => (await pool.exec('echo', [{ n }])).n, close: () => pool.terminate(true) };
}

if (process.argv[1] === file) workerpool.worker({ echo: (params) => params });
