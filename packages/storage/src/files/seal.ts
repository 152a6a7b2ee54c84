/**
 * Whether a data file is byte for byte what the last orderly close left. LMDB trusts what it maps: a damaged page can end the
 * process that reads it, so a file without a seal is read by another process first.
 */
import { closeSync, existsSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { DataFiles } from './data-files.js';
import { removeDurably } from './durable.js';

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
  removeDurably(files.seal);
}

/** What is said of a data file whose seal does not fit, as the end of a sentence. */
export const DAMAGED_SINCE_STOP = 'its bytes are not those that the last orderly stop left';

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
