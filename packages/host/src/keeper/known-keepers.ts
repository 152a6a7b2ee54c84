/** Which keepers a state directory has: kept in a small file, so that the next host knows a keeper of the last one when it calls. Who they are is proved by their secret, of which only the hash is kept. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, type ProcessIdentity } from '../process/identity.js';

export interface KnownKeeper extends ProcessIdentity {
  readonly id: string;
  /** SHA-256 in hexadecimal digits. */
  readonly secretHash: string;
}

/** Those that still run. A file that cannot be read knows none: the processes they keep are found by their activation records all the same. */
export function readKnownKeepers(stateDirectory: string): KnownKeeper[] {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(pathIn(stateDirectory), 'utf8'));
  } catch {
    return [];
  }
  return Array.isArray(read) ? read.filter(isKnownKeeper).filter((keeper) => isAlive(keeper)) : [];
}

/** Replaces the file at once and whole. Not synced: no keeper outlives a boot. */
export function writeKnownKeepers(stateDirectory: string, keepers: readonly KnownKeeper[]): void {
  const path = pathIn(stateDirectory);
  writeFileSync(`${path}.new`, `${JSON.stringify(keepers)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function pathIn(stateDirectory: string): string {
  return join(stateDirectory, 'keepers.json');
}

function isKnownKeeper(value: unknown): value is KnownKeeper {
  const { id, secretHash, bootId, pid, startTime } = (value ?? {}) as Partial<Record<keyof KnownKeeper, unknown>>;
  return [id, secretHash, bootId].every((word) => typeof word === 'string') && [pid, startTime].every(Number.isSafeInteger);
}
