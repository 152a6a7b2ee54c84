/** What can be said of a repository that no host has open: for `provost doctor`. Nothing in it is changed; to mend it is left to the operator. */
import type { DoctorFinding } from '@provost/protocol';
import { inspect } from '@provost/storage';

/** Whether the repository in a directory is whole, with what to do where it is not. Reads all of it in another process. Never rejects. */
export async function inspectRepository(directory: string): Promise<DoctorFinding> {
  const { health, damage, remedy, sealed, path } = await inspect(directory, { what: 'repository' });
  if (damage !== null) return { check: 'repository', verdict: 'fault', finding: damage, ...(remedy === null ? {} : { remedy }) };
  const finding = health === 'absent' ? 'There is no repository yet; the first start makes it.'
    : sealed ? `The repository ${path} is what the last orderly stop left.`
    : `The last end of the host was not orderly; all records of the repository ${path} can be read.`;
  return { check: 'repository', verdict: 'ok', finding };
}
