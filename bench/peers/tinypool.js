/** tinypool with one child process. */
import { fileURLToPath } from 'node:url';

export async function open() {
  const { Tinypool } = await import('tinypool');
  const pool = new Tinypool({ filename: fileURLToPath(import.meta.url), runtime: 'child_process', minThreads: 1, maxThreads: 1 });
  return { call: async (n) => (await pool.run({ n }, { name: 'echo' })).n, close: () => pool.destroy() };
}

export const echo = (params) => params;
