/** Sums up what was sold, a few entries at a time. It has a timer of its own, and knows nothing of providers. */
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const AT_A_TIME = 10;

async function read(path, otherwise) {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return otherwise;
    throw error;
  }
}

/** Opens the books in a folder. What was not summed up before is taken up again. */
export async function openBooks(folder) {
  const [salesPath, summaryPath] = [join(folder, 'sales.jsonl'), join(folder, 'summary.json')];
  const sales = (await read(salesPath, '')).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
  const summary = JSON.parse(await read(summaryPath, '{ "entries": 0, "total": 0 }'));
  let everyMs = 1000;
  let timer;
  const told = [];
  let last = Promise.resolve();

  async function sumUp() {
    const next = sales.slice(summary.entries, summary.entries + AT_A_TIME);
    summary.entries += next.length;
    summary.total += next.reduce((sum, { amount }) => sum + amount, 0);
    await writeFile(`${summaryPath}.half`, JSON.stringify(summary));
    await rename(`${summaryPath}.half`, summaryPath);
    timer = undefined;
    work();
  }

  function work() {
    if (timer !== undefined) return;
    if (summary.entries < sales.length) timer = setTimeout(sumUp, everyMs);
    else for (const tell of told.splice(0)) tell();
  }

  work();
  return {
    summary: () => ({ ...summary, pending: sales.length - summary.entries }),
    setPace: (ms) => (everyMs = ms),
    /** One after the other: what is in the file and what is in memory have the same order. */
    enter(sale) {
      const write = async () => {
        await appendFile(salesPath, `${JSON.stringify(sale)}\n`);
        sales.push(sale);
        work();
      };
      return (last = last.then(write, write));
    },
    /** Settles once everything is summed up. */
    caughtUp: () => new Promise((resolve) => {
      told.push(resolve);
      work();
    }),
  };
}
