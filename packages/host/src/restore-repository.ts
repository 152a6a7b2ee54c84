/** What an operator does with the repository of a state directory that no host is on. */
import { isAbsolute, join } from 'node:path';
import { ProviderError, isProviderError, type BackupResult, type RestoreResult, type StorageReport } from '@provost/protocol';
import { backup, inspect, restore } from '@provost/storage';
import { Repository } from './repository/repository.js';
import { lockHolder } from './server/state-lock.js';
import { LOCK_NAME, claimState } from './server/state-directory.js';

/** More starts than a host has had since any backup. A provider takes no host of a lower epoch than it has seen. */
const EPOCHS_AHEAD = 1_000_000;

const what = 'repository';

/** Reads the repository through, in another process. Never rejects. */
export function inspectRepositoryOf(state: string): Promise<StorageReport> {
  return inspect(join(state, what), { what });
}

/** Rejects with STORE_FAILED where it cannot be read or written, and with ALREADY_EXISTS where the file is there. */
export function backupRepositoryOf(state: string, path: string): Promise<BackupResult> {
  return backup(join(state, what), path, { what });
}

/**
 * Puts a backup in the place of the repository, and keeps what was there aside. Rejects with STATE_IN_USE, naming the pid, while a host holds the state
 * directory, and with STORE_FAILED, having changed nothing, where the backup cannot be read.
 */
export async function restoreRepositoryOf(state: string, path: string): Promise<RestoreResult> {
  const claim = await claimStopped(state);
  try {
    const restored = await restore(claim.repository, isAbsolute(path) ? path : join(process.cwd(), path), { what });
    const repository = await Repository.open(claim.repository);
    try {
      repository.raiseEpoch(EPOCHS_AHEAD);
    } finally {
      await repository.close();
    }
    return restored;
  } finally {
    claim.release();
  }
}

async function claimStopped(state: string): ReturnType<typeof claimState> {
  try {
    return await claimState(state);
  } catch (error) {
    if (!isProviderError(error) || error.code !== 'STATE_IN_USE') throw error;
    const pid = lockHolder(join(state, LOCK_NAME)) ?? error.facts['pid'];
    throw new ProviderError('STATE_IN_USE', { directory: state, ...(typeof pid === 'number' ? { pid } : {}) }, {
      message: `A host (pid ${String(pid ?? 'unknown')}) holds the state directory ${state}; nothing was restored.`,
      remedy: 'Stop it first: provost down. Then do it again.',
      cause: error,
    });
  }
}
