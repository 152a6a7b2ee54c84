/**
 * The repository's files around the database itself: which there are, whether the data file is byte for byte what the last
 * orderly close left (LMDB trusts what it maps: a damaged page can end the process that reads it), and the copy of the last good start.
 */
import { closeSync, constants, copyFileSync, existsSync, fsyncSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** From now on the data file may be written. Durable on return, so that a seal which is there and does not fit always means damage. */
export function breakSeal(files: DataFiles): void {
  if (!existsSync(files.seal)) return;
  rmSync(files.seal);
  syncDirectory(dirname(files.seal));
}

/** Whether the data file is what the last orderly close left: `intact`, `damaged`, or `absent` where the last end was not orderly and nothing is known. */
export function sealState(files: DataFiles): 'intact' | 'damaged' | 'absent' {
  if (!existsSync(files.seal)) return 'absent';
  let seal: Partial<Seal> | null;
  try {
    seal = JSON.parse(readFileSync(files.seal, 'utf8')) as Partial<Seal> | null;
  } catch {
    return 'damaged';
  }
  const found = sealOf(files.data);
  return seal?.bytes === found.bytes && seal.crc32 === found.crc32 ? 'intact' : 'damaged';
}

/** Keeps a copy of a data file that is known to be whole. */
export function keepLastGood(files: DataFiles): void {
  const draft = `${files.lastGood}.new`;
  try {
    copyFileSync(files.data, draft, constants.COPYFILE_FICLONE);
    renameSync(draft, files.lastGood);
  } catch (error) {
    rmSync(draft, { force: true }); // On a full disk, half a copy would keep the space that the host itself needs.
    throw error;
  }
}

/** What is said of a data file whose seal does not fit, as the end of a sentence. */
export const DAMAGED_SINCE_STOP = 'its bytes are not those that the last orderly stop left';

/** What an operator does about a data file that cannot be used. It is never removed by the host. */
export function remedyForDamage(files: DataFiles): string {
  const aside = `Keep it aside: mv ${files.data} ${files.data}.damaged && rm -f ${files.seal}.`;
  if (existsSync(files.lastGood)) return `${aside} Then put back the copy of the last good start: cp ${files.lastGood} ${files.data}.`;
  return `${aside} There is no copy of an earlier start: the providers must be registered again.`;
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
  syncDirectory(directory);
}

function syncDirectory(directory: string): void {
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
    ? `Put back the copy of the last good start: rm -f ${files.seal} && cp ${files.lastGood} ${files.data}.`
    : `To begin with an empty repository, remove what is left of it: rm -f ${files.data} ${files.seal}.`;
  if (!existsSync(files.data)) {
    if (!existsSync(files.seal) && !existsSync(files.lastGood)) return false;
    throw storeFault(files.data, 'opened', 'the file is missing, though other files of the repository are there', remedy);
  }
  if (statSync(files.data).size === 0) throw storeFault(files.data, 'opened', 'the file is empty', remedy);
  return true;
}
