/** jest-worker with one child process. */
import { fileURLToPath } from 'node:url';

export async function open() {
  const { Worker } = await import('jest-worker');
  const worker = new Worker(fileURLToPath(import.meta.url), { numWorkers: 1, exposedMethods: ['echo'], enableWorkerThreads: false });
  return { call: async (n) => (await worker.echo({ n })).n, close: () => worker.end() };
}

export const echo = (params) => params;
