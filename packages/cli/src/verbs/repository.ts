/** `provost repository [verify | backup FILE | restore FILE]`: by the host where one runs, and otherwise on the state directory itself. */
import { BackupRepository, Repository, isErrorOf, type BackupResult, type StorageReport } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import type { HostAccess } from '../hosts/host-access.js';
import { showBackup, showReport, showRestored, showVerified } from '../output/storage-report.js';
import type { Invocation } from '../program/invocation.js';
import { storageAct } from '../values/storage-act.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const asked = storageAct(invocation.wordAt(0), invocation.wordAt(1), 'provost repository');
  if (asked.act === 'restore') {
    const { restoreRepositoryOf } = await import('@provost/host');
    return showRestored(await restoreRepositoryOf(await invocation.state(), asked.file), asked.file, output);
  }
  if (asked.act === 'backup') return showBackup(await backup(invocation, asked.file), output);
  const report = await look(invocation);
  return asked.act === 'verify' ? showVerified(report, output) : showReport(report, output);
};

async function look(invocation: Invocation): Promise<StorageReport> {
  const host = await hostOrNone(invocation);
  if (host !== undefined) return host.ask(Repository, {});
  const { inspectRepositoryOf } = await import('@provost/host');
  return inspectRepositoryOf(await invocation.state());
}

async function backup(invocation: Invocation, path: string): Promise<BackupResult> {
  const host = await hostOrNone(invocation);
  if (host !== undefined) return host.ask(BackupRepository, { path });
  const { backupRepositoryOf } = await import('@provost/host');
  return backupRepositoryOf(await invocation.state(), path);
}

async function hostOrNone(invocation: Invocation): Promise<HostAccess | undefined> {
  try {
    return await invocation.host();
  } catch (error) {
    if (isErrorOf(error, 'HOST_NOT_RUNNING')) return undefined;
    throw error;
  }
}
