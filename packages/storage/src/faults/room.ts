/** How much room there is where a data file lies, and how much there must be before one is opened. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Wording } from '../wording.js';
import { storeFault } from './store-fault.js';

/** Less than this is full: opening may need it. */
const FULL_BYTES = 1024 * 1024;
/** So many files more there must be room for: those around a data file and, for a host, its socket and the first of its logs. */
const FULL_FILES = 8;

/** How much room a file system has; `files` is undefined where it counts none. */
export interface Room {
  readonly bytes: number;
  readonly files: number | undefined;
}

/**
 * Throws STORE_FAILED unless the file system of a directory has room to open a data file in it. LMDB maps its files before the system has
 * given them blocks, so that on a full one it would not fail: the process would be ended by a signal, without a word.
 */
export function requireRoom(path: string, wording: Wording, roomOf: (path: string) => Room = roomBeside): void {
  const { bytes, files } = roomOf(path);
  const refuse = (reason: string): never => {
    throw storeFault(path, 'opened', Object.assign(new Error(reason), { code: 'ENOSPC' }), wording);
  };
  if (bytes < FULL_BYTES) refuse(`less than ${FULL_BYTES} bytes are free on its file system`);
  if (files !== undefined && files < FULL_FILES) refuse(`its file system has room for ${files} files more, and ${FULL_FILES} are needed`);
}

/** The pages that a change of one record may take besides the record: those on the way to it, and those that say what is free. */
const BYTES_BESIDE_RECORD = 5 * 4096;
/** And those that each transaction takes. */
const BYTES_BESIDE_TRANSACTION = 64 * 1024;

/**
 * Throws STORE_FAILED where a transaction may not find room. LMDB would find that out in the midst of its commit, where it writes about it beyond the end of memory that it has
 * asked for (lmdb 3.5, `mdb_page_flush`), which can end the process by a signal.
 */
export function requireRoomToWrite(path: string, { records, bytes }: { readonly records: number; readonly bytes: number }, wording: Wording, roomOf: (path: string) => Room = roomBeside): void {
  if (records === 0 || roomOf(path).bytes >= BYTES_BESIDE_TRANSACTION + records * BYTES_BESIDE_RECORD + 2 * bytes) return;
  throw storeFault(path, 'written', Object.assign(new Error('No space left on device'), { code: 'ENOSPC' }), wording);
}

/** What the system keeps for root is root's to use. */
function roomBeside(path: string): Room {
  const { bavail, bfree, bsize, files, ffree } = statfsSync(dirname(path));
  return { bytes: (process.geteuid?.() === 0 ? bfree : bavail) * bsize, files: files === 0 ? undefined : ffree };
}

export function freeBytesBeside(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}
