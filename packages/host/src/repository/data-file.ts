/**
 * The repository's files around the database itself: which there are, whether the data file is byte for byte what the last
 * orderly close left (LMDB trusts what it maps: a damaged page can end the process that reads it), and the copy of the last good start.
 */
import { closeSync, constants, copyFileSync, existsSync, fsyncSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { storeFault } from './store-fault.js';

/** The files of a repository, by what they are for. */
export interface DataFiles {
  readonly data: string;
  /** Where the first data file is made before it gets its name, so that a file without content is never a beginning. */
  readonly unborn: string;
  /** Size and checksum of the data file as the last orderly close left it. */
  readonly seal: string;
  /** The data file as it was at the last start that found it whole. */
  readonly lastGood: string;
  /** A copy that is being verified. */
  readonly suspect: string;
}

/** The names of the files in a directory. */
export function dataFilesIn(directory: string): DataFiles {
  const named = (name: string): string => join(directory, name);
  return {
    data: named('repository.mdb'),
    unborn: named('repository.new.mdb'),
    seal: named('repository.seal.json'),
    lastGood: named('repository.last-good.mdb'),
    suspect: named('repository.suspect.mdb'),
  };
}

interface Seal {
  readonly bytes: number;
  readonly crc32: number;
}

const CHUNK_BYTES = 1024 * 1024;

function sealOf(path: string): Seal {
  const descriptor = openSync(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let checksum = 0;
    let bytes = 0;
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
      checksum = crc32(chunk.subarray(0, read), checksum);
      bytes += read;
    }
    return { bytes, crc32: checksum };
  } finally {
    closeSync(descriptor);
  }
}

/** Writes down what the closed data file is. Durable on return. */
export function sealData(files: DataFiles): void {
  const draft = `${files.seal}.new`;
  writeFileSync(draft, JSON.stringify(sealOf(files.data)), { mode: 0o600, flush: true });
  renameSync(draft, files.seal);
}

/** From now on the data file differs from its seal. A seal that outlives a power failure does no harm: it does not fit. */
export function breakSeal(files: DataFiles): void {
  rmSync(files.seal, { force: true });
}

/** Whether the data file is what the last orderly close left. */
export function isSealIntact(files: DataFiles): boolean {
  if (!existsSync(files.seal)) return false;
  let seal: Partial<Seal> | null;
  try {
    seal = JSON.parse(readFileSync(files.seal, 'utf8')) as Partial<Seal> | null;
  } catch {
    return false; // A torn seal says no more than none.
  }
  if (seal?.bytes !== statSync(files.data).size) return false;
  const found = sealOf(files.data);
  return seal.crc32 === found.crc32;
}

/** Keeps a copy of a data file that is known to be whole. */
export function keepLastGood(files: DataFiles): void {
  const draft = `${files.lastGood}.new`;
  copyFileSync(files.data, draft, constants.COPYFILE_FICLONE);
  renameSync(draft, files.lastGood);
}

/** Removes a data file and LMDB's lock file beside it. */
export function removeDataFile(path: string): void {
  rmSync(path, { force: true });
  rmSync(`${path}-lock`, { force: true });
}

/** Gives the data file its name. Durable on return. */
export function nameDataFile(files: DataFiles, directory: string): void {
  renameSync(files.unborn, files.data);
  rmSync(`${files.unborn}-lock`, { force: true });
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Whether there is a repository already. Throws STORE_FAILED where there was one and its data file is gone or empty: an empty
 * repository in its place would silently forget every registration.
 */
export function hasData(files: DataFiles): boolean {
  const remedy = existsSync(files.lastGood)
    ? `Put back the copy of the last good start: cp ${files.lastGood} ${files.data}. To begin with an empty repository instead, remove it too.`
    : `To begin with an empty repository, remove what is left of it: rm -f ${files.data} ${files.seal}.`;
  if (!existsSync(files.data)) {
    if (!existsSync(files.seal) && !existsSync(files.lastGood)) return false;
    throw storeFault(files.data, 'opened', 'the file is missing, though other files of the repository are there', remedy);
  }
  if (statSync(files.data).size === 0) throw storeFault(files.data, 'opened', 'the file is empty', remedy);
  return true;
}
