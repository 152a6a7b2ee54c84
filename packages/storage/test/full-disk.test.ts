import { expect, test } from '@jest/globals';
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireRoom, requireRoomToWrite } from '#src/faults/room.js';
import { causeOfWriteFault, isLastingFault, storeFault } from '#src/faults/store-fault.js';
import { wordingOf } from '#src/wording.js';
import { REPOSITORY, newDirectory, openStore } from './open-store.js';

const storeModule = pathToFileURL(join(import.meta.dirname, '../dist/data-store.js')).href;
const repositoryWords = wordingOf(REPOSITORY);

/** Fills a repository until a write fails, then reads, and tries to write once more; tells each as a line. */
const program = (directory: string): string => `
  const { DataStore } = await import(${JSON.stringify(storeModule)});
  const repository = await DataStore.open(${JSON.stringify(directory)}, ${JSON.stringify(REPOSITORY)});
  const table = repository.table('registrations');
  const record = { text: 'x'.repeat(20_000) };
  let count = 0;
  try {
    for (; count < 1_000; count++) table.put('record-' + count, record);
  } catch (error) {
    console.log(JSON.stringify({ ...error.toJSON(), count }));
  }
  console.log(table.entries().length === count && table.get('record-' + (count - 1)).text.length);
  try {
    table.delete('record-0');
  } catch (error) {
    console.log(error.message);
  }
`;

test('F-H20 a write that the file system does not take fails with the path and a remedy; reading goes on, and the next start too', async () => {
  const directory = join(newDirectory(), 'repository');
  const output = await new Promise<string>((resolve, reject) => {
    // A limit on the size of files is a full disk that needs no mount: 512 blocks of 512 or 1,024 bytes.
    execFile('sh', ['-c', 'ulimit -f 512; exec "$0" "$@"', process.execPath, '--input-type=module', '-e', program(directory)], (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr, { cause: error }));
    });
  });
  const file = join(directory, 'repository.mdb');
  const [refusal = '', length, afterwards] = output.trim().split('\n');
  const { count, ...told } = JSON.parse(refusal) as Record<string, unknown>;
  const sentence = `The repository ${file} could not be written: Input/output error.`;
  expect(told).toEqual({
    code: 1039, name: 'STORE_FAILED', path: file, systemCode: 'EIO', message: sentence,
    remedy: 'Check the disk and the limits on it (quota, ulimit -f), then start the host again: until then it writes no more.',
  });
  expect(count).toBeGreaterThan(5);
  expect([length, afterwards]).toEqual(['20000', `STORE_FAILED: ${sentence}`]);
  const table = (await openStore(directory)).table<{ readonly text: string }>('registrations');
  expect(table.entries()).toHaveLength(count as number);
  table.put('after', { text: 'small' });
  expect(table.get('after')).toEqual({ text: 'small' });
});

test('F-H20 LMDB\'s word for a short write is told as a full disk where the disk is full, and may be tried again', () => {
  const short = Object.assign(new Error('Input/output error'), { code: 5 });
  const full = causeOfWriteFault('/r', short, () => 4_096);
  expect(storeFault('/r', 'written', full, repositoryWords)).toMatchObject({ message: 'STORE_FAILED: The repository /r could not be written: No space left on device.', facts: { systemCode: 'ENOSPC' } });
  expect(isLastingFault(full)).toBe(false);
  expect(causeOfWriteFault('/r', short, () => 2 ** 30)).toBe(short);
});

test.each([
  [Object.assign(new Error('No space left on device'), { code: 28 }), 'ENOSPC', false, 'Free space on that file system; the next write is tried anew.'],
  [Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }), 'EACCES', false, 'Give the user that runs the host the right to read and write there.'],
  [Object.assign(new Error('Read-only file system'), { code: 30 }), 'EROFS', false, 'Mount that file system for writing, or choose another directory: --state DIR.'],
  [Object.assign(new Error('Input/output error'), { code: 5 }), 'EIO', true, 'Check the disk and the limits on it (quota, ulimit -f), then start the host again: until then it writes no more.'],
  [new Error('MDB_PANIC: Update of meta page failed or environment had fatal error'), 'MDB_PANIC', true, 'Check the disk, then start the host again: it is opened anew as it was before that write.'],
] as const)('F-H22 %s is named, and known to last or not', (cause, systemCode, lasts, remedy) => {
  const error = storeFault('/r', 'written', cause, repositoryWords);
  expect(error.message).toBe(`STORE_FAILED: The repository /r could not be written: ${cause.message}.`);
  expect([error.facts['systemCode'], error.remedy, isLastingFault(cause)]).toEqual([systemCode, remedy, lasts]);
});

const ENOSPC_REMEDY = 'Free space on that file system, then start the host again.';

test.each([
  [{ bytes: 1_048_575, files: 100 }, 'less than 1048576 bytes are free on its file system'],
  [{ bytes: 1_048_576, files: 7 }, 'its file system has room for 7 files more, and 8 are needed'],
])('F-H20 a repository is not opened where there is room for %j alone', (room, reason) => {
  let refusal: unknown;
  try {
    requireRoom('/r', repositoryWords, () => room);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toMatchObject({
    message: `STORE_FAILED: The repository /r could not be opened: ${reason}.`, remedy: ENOSPC_REMEDY, facts: { path: '/r', systemCode: 'ENOSPC' },
  });
  expect(requireRoom('/r', repositoryWords, () => ({ bytes: 1_048_576, files: undefined }))).toBeUndefined();
});

test('F-H20 what LMDB adds of its own memory to the word of the system is not told', () => {
  const cause = Object.assign(new Error('No space left on device: Attempting to write page at position 3072000, size 20480, blocks 1, buffer sizes 20480 1432506272 1432511616'), { code: 28 });
  expect(storeFault('/r', 'written', cause, repositoryWords)).toMatchObject({ message: 'STORE_FAILED: The repository /r could not be written: No space left on device.', facts: { systemCode: 'ENOSPC' } });
});

test('F-H20 a transaction is refused before its commit where there may be no room for it; one that changes nothing never is', () => {
  const tries = (records: number, bytes: number, free: number): unknown => {
    try {
      return requireRoomToWrite('/r', { records, bytes }, repositoryWords, () => ({ bytes: free, files: 100 }));
    } catch (error) {
      return error;
    }
  };
  const need = 64 * 1024 + 2 * 20 * 1024 + 2 * 40_000;
  expect([tries(2, 40_000, need), tries(0, 0, 0)]).toEqual([undefined, undefined]);
  expect(tries(2, 40_000, need - 1)).toMatchObject({ message: 'STORE_FAILED: The repository /r could not be written: No space left on device.', facts: { systemCode: 'ENOSPC' } });
});

const mayMount = spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0;

test.each(['size=4k', 'size=16k', 'size=64k', 'nr_inodes=4'])(
  mayMount ? 'F-H20 on a full file system (%s) the host says so instead of being ended by a signal' : 'F-H20 not shown here, since nothing can be mounted: %s',
  (room) => {
    if (!mayMount) return;
    const mounted = newDirectory();
    const opens = `import { DataStore } from ${JSON.stringify(storeModule)}; await DataStore.open('${mounted}/repository', ${JSON.stringify(REPOSITORY)}).catch((error) => console.log(JSON.stringify(error)));`;
    const script = `mount -t tmpfs -o ${room} none ${mounted} && exec "$0" "$@"`;
    const { status, signal, stdout } = spawnSync('unshare', ['--mount', 'sh', '-c', script, process.execPath, '--input-type=module', '-e', opens], { encoding: 'utf8' });
    expect([status, signal]).toEqual([0, null]);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'STORE_FAILED', systemCode: 'ENOSPC', path: `${mounted}/repository/repository.mdb`, remedy: ENOSPC_REMEDY });
  },
);
