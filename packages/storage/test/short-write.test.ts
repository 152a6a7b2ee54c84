import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DataStore } from '#src/data-store.js';
import { newDirectory } from './open-store.js';

const module = JSON.stringify(pathToFileURL(join(import.meta.dirname, '../dist/data-store.js')).href);
const OPTIONS = { what: 'store', tables: ['objects'] } as const;
const mayTrace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;

/** Writes until it is refused; tells how many writes were acknowledged, what it was told, and what reading and writing say then. Records of several sizes take different system calls. */
const writing = (directory: string): string => `
  import { DataStore } from ${module};
  const told = (act) => { try { return act(); } catch (error) { return [error.code, error.sentence, error.remedy]; } };
  const end = (line) => { process.stdout.write(JSON.stringify(line)); process.exit(0); };
  const store = await DataStore.open('${directory}', ${JSON.stringify(OPTIONS)}).catch((error) => end({ count: 0, refused: error.code }));
  const table = store.table('objects');
  let count = 0;
  try { for (; count < 30; count++) table.put('record-' + count, 'x'.repeat(count % 3 === 0 ? 9000 : 10)); } catch (error) {
    end({ count, refused: error.code, reads: told(() => table.entries().length === count), writes: told(() => table.put('late', 1)) });
  }
  end({ count });
`;

interface Told {
  readonly count: number;
  readonly refused?: string;
  readonly reads?: unknown;
  readonly writes?: unknown;
}

test(mayTrace ? 'F-H21 F-H22 whichever write to the file is shorter than asked, without an error: the transaction is refused, nothing more is written, and the next opening has all that was acknowledged and no more' : 'F-H21 not shown here, since no process can be traced', async () => {
  if (!mayTrace) return;
  const seen: Told[] = [];
  for (let nth = 1; nth <= 12; nth++) {
    const directory = join(newDirectory(), 'store');
    const traced = ['-f', '-qq', '-o', '/dev/null', '-P', join(directory, 'store.mdb'), '-e', 'trace=pwrite64,pwritev,writev', '-e', `inject=pwrite64,pwritev,writev:retval=100:when=${nth}`];
    const { signal, stdout } = spawnSync('strace', [...traced, process.execPath, '--input-type=module', '-e', writing(directory)], { encoding: 'utf8' });
    expect(signal).toBeNull();
    const told = JSON.parse(stdout) as Told;
    expect(told).toMatchObject({ refused: 'STORE_FAILED' });
    seen.push(told);
    const next = await DataStore.open(directory, OPTIONS);
    expect(next.table('objects').entries().map(([key]) => key).sort()).toEqual(Array.from({ length: told.count }, (_, n) => `record-${n}`).sort());
    next.table('objects').put('after', 1);
    await next.close();
  }
  // Of the records: it reads on. Of the page that says which of them are in force: LMDB neither reads nor writes until it is opened anew.
  expect(seen.map(({ reads }) => reads)).toEqual(expect.arrayContaining([true, ['STORE_FAILED', expect.stringContaining('MDB_PANIC'), 'Check the disk, then unload the provider: it is opened anew as it was before that write.']]));
  expect(seen.filter(({ reads }) => reads !== undefined).map(({ writes }) => (writes as readonly string[])[0])).toEqual(expect.arrayContaining(['STORE_FAILED']));
  expect(new Set(seen.map(({ writes }) => (writes as readonly string[] | undefined)?.[0]))).toEqual(new Set([undefined, 'STORE_FAILED']));
});
