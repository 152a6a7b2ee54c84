/** What can be said of a repository that no host has open: for `provost doctor`. Nothing in it is changed; to mend it is left to the operator. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isProviderError, type DoctorFinding } from '@provost/protocol';
import { DAMAGED_SINCE_STOP, dataFilesIn, hasData, remedyForDamage, sealState, type DataFiles } from './data-file.js';
import { storeFault } from './store-fault.js';
import { faultOfDataFile } from './verify-data-file.js';

/** Whether the repository in a directory is whole, with what to do where it is not. Reads all of it after an end that was not orderly. Never rejects. */
export async function inspectRepository(directory: string): Promise<DoctorFinding> {
  const files = dataFilesIn(directory);
  try {
    if (!existsSync(directory) || !hasData(files)) return { check: 'repository', verdict: 'ok', finding: 'There is no repository yet; the first start makes it.' };
    const seal = sealState(files);
    // A host that has just started breaks the seal before it writes: then nothing is known any more.
    if (seal === 'damaged' && existsSync(files.seal)) return fault(files, DAMAGED_SINCE_STOP);
    if (seal === 'intact') return { check: 'repository', verdict: 'ok', finding: `The repository ${files.data} is what the last orderly stop left.` };
    const found = await faultOfCopy(files);
    if (found !== undefined) return fault(files, found);
    return { check: 'repository', verdict: 'ok', finding: `The last end of the host was not orderly; all records of the repository ${files.data} can be read.` };
  } catch (error) {
    const { sentence, remedy } = isProviderError(error) ? error : storeFault(files.data, 'read', error);
    return { check: 'repository', verdict: 'fault', finding: sentence, remedy };
  }
}

/** The database is opened for writing, which only a copy may be. */
async function faultOfCopy(files: DataFiles): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'provost-doctor-'));
  try {
    copyFileSync(files.data, join(folder, 'repository.mdb'));
    return await faultOfDataFile(join(folder, 'repository.mdb'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fault(files: DataFiles, reason: string): DoctorFinding {
  const { sentence, remedy } = storeFault(files.data, 'read', reason, remedyForDamage(files));
  return { check: 'repository', verdict: 'fault', finding: sentence, remedy };
}
