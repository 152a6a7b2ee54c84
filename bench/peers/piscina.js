/** piscina with one thread. No process boundary stands between its two sides. */
import { fileURLToPath } from 'node:url';

export async function open() {
  const { Piscina } = await import('piscina');
  const pool = new Piscina({ filename: fileURLToPath(import.meta.url), minThreads: 1, maxThreads: 1 });
  return { call: async (n) => (await pool.run({ n }, { name: 'echo' })).n, close: () => pool.destroy() };
}

export const echo = (params) => params;
