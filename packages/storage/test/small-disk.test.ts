import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { newDirectory } from './open-store.js';

const module = (name: string): string => JSON.stringify(pathToFileURL(join(import.meta.dirname, '../dist', name)).href);
const OPTIONS = JSON.stringify({ what: 'store', tables: ['objects'] });

function answersOf(command: string, args: readonly string[]): { readonly signal: NodeJS.Signals | null; readonly lines: readonly unknown[]; readonly stderr: string } {
  const { signal, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return { signal, lines: stdout.trim().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as unknown), stderr };
}

const mayMount = spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0;

/** Fills a file system with pairs, frees what is not its own, and goes on; then backs up where there is no room. */
const filling = (mounted: string): string => `
  import { DataStore } from ${module('data-store.js')};
  import { backup } from ${module('operator/backup.js')};
  import { readdirSync, rmSync, writeFileSync } from 'node:fs';
  const tell = (line) => console.log(JSON.stringify(line));
  writeFileSync('${mounted}/ballast', Buffer.alloc(1600 * 1024));
  const directory = '${mounted}/store';
  let store = await DataStore.open(directory, ${OPTIONS});
  let table = store.table('objects');
  const pair = (n) => store.transaction(() => { table.put('left-' + n, 'x'.repeat(20000)); table.put('right-' + n, 'x'.repeat(20000)); });
  let n = 0;
  try { for (;; n++) pair(n); } catch (error) { tell({ ...error.toJSON(), count: n }); }
  tell({ whole: table.count() === 2 * n && table.get('left-' + (n - 1)).length === 20000 });
  try { await backup(directory, '${mounted}/backup.mdb', ${OPTIONS}); } catch (error) { tell({ name: error.code, files: readdirSync('${mounted}').sort() }); }
  rmSync('${mounted}/ballast');
  try { pair(n); tell({ written: true }); } catch (error) { tell(error.toJSON()); }
  await store.close();
  for (const name of readdirSync(directory)) if (name.includes('last-good')) rmSync(directory + '/' + name);
  store = await DataStore.open(directory, ${OPTIONS}).catch((error) => (tell(error.toJSON()), undefined));
  if (store !== undefined) { table = store.table('objects'); tell({ count: table.count() }); await store.close(); }
`;

test(mayMount ? 'F-H20 on a file system of 4 MiB that fills up, a transaction is refused whole, reading goes on, and writing too once there is room' : 'F-H20 not shown here, since nothing can be mounted', () => {
  if (!mayMount) return;
  const mounted = newDirectory();
  const script = `mount -t tmpfs -o size=4m none ${mounted} && exec "$0" "$@"`;
  const { signal, lines, stderr } = answersOf('unshare', ['--mount', 'sh', '-c', script, process.execPath, '--input-type=module', '-e', filling(mounted)]);
  expect([signal, stderr]).toEqual([null, '']);
  const [refusal, read, backup, written, reopened] = lines as readonly { readonly count?: number }[];
  expect(refusal).toEqual({
    code: 1039, name: 'STORE_FAILED', path: `${mounted}/store/store.mdb`, systemCode: 'ENOSPC', count: expect.any(Number),
    message: `The store ${mounted}/store/store.mdb could not be written: No space left on device.`, remedy: 'Free space on that file system; the next write is tried anew.',
  });
  expect(refusal?.count).toBeGreaterThan(10);
  expect([read, backup, written]).toEqual([{ whole: true }, { name: 'STORE_FAILED', files: ['ballast', 'store'] }, { written: true }]);
  expect(reopened).toEqual({ count: 2 * ((refusal?.count ?? 0) + 1) });
});

/** Leaves so much room on a file system, and fills it. */
const filled = (mounted: string, leftBytes: number): string => `
  import { DataStore } from ${module('data-store.js')};
  import { statfsSync, writeFileSync } from 'node:fs';
  const table = (await DataStore.open('${mounted}/store', ${OPTIONS})).table('objects');
  for (let n = 0; n < 60; n++) table.put('early-' + n, 'x'.repeat(20000));
  const { bavail, bsize } = statfsSync('${mounted}');
  writeFileSync('${mounted}/ballast', Buffer.alloc(bavail * bsize - ${leftBytes}));
  for (let tried = 0; tried < 3; tried++) try { for (let n = 0; n < 100; n++) table.put('late-' + n, 'x'.repeat(20000)); } catch (error) { console.log(JSON.stringify({ message: error.sentence, whole: table.entries().length === table.count() })); }
`;

test.each([300, 304, 308, 312, 316, 320].map((kibibytes) => [kibibytes * 1024]))(mayMount ? 'F-H20 with room for %d bytes more LMDB never comes to the end of it in the midst of a commit, which could end the process' : 'F-H20 not shown here, since nothing can be mounted: %d', (leftBytes) => {
  if (!mayMount) return;
  const mounted = newDirectory();
  const script = `mount -t tmpfs -o size=8m none ${mounted} && exec "$0" "$@"`;
  const refused = { message: `The store ${mounted}/store/store.mdb could not be written: No space left on device.`, whole: true };
  expect(answersOf('unshare', ['--mount', 'sh', '-c', script, process.execPath, '--input-type=module', '-e', filled(mounted, leftBytes)])).toEqual({ signal: null, lines: [refused, refused, refused], stderr: '' });
});

const mayTrace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;

/** Writes until a sync fails, then reads and tries once more. */
const syncing = (directory: string): string => `
  import { DataStore } from ${module('data-store.js')};
  const tell = (line) => console.log(JSON.stringify(line));
  const store = await DataStore.open('${directory}', ${OPTIONS});
  const table = store.table('objects');
  let n = 0;
  try { for (; n < 200; n++) table.put('record-' + n, n); } catch (error) { tell({ ...error.toJSON(), count: n }); }
  tell({ readable: table.count() >= n && table.get('record-0') === 0 });
  try { table.put('late', 1); tell({ late: true }); } catch (error) { tell({ name: error.code, message: error.sentence }); }
  await store.close().catch((error) => tell({ name: error.code }));
`;

test(mayTrace ? 'F-H22 a sync that fails with EIO is not asked again and called durable: nothing more is written until the next opening, which reads it through' : 'F-H22 not shown here, since no process can be traced', () => {
  if (!mayTrace) return;
  const directory = join(newDirectory(), 'store');
  const traced = ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=fdatasync,fsync,msync', '-e', 'inject=fdatasync,fsync,msync:error=EIO:when=12+'];
  const { signal, lines, stderr } = answersOf('strace', [...traced, process.execPath, '--input-type=module', '-e', syncing(directory)]);
  expect([signal, stderr]).toEqual([null, '']);
  const message = `The store ${directory}/store.mdb could not be written: Input/output error.`;
  expect(lines).toEqual([
    {
      code: 1039, name: 'STORE_FAILED', path: `${directory}/store.mdb`, systemCode: 'EIO', count: expect.any(Number), message,
      remedy: 'Check the disk and the limits on it (quota, ulimit -f), then unload the provider: until then it writes no more.',
    },
    { readable: true },
    { name: 'STORE_FAILED', message },
  ]);
});
