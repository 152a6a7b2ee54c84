/** The keeper's own log: where it is and how large it may get. */
import { join } from 'node:path';

/** `keeper.log` and at most two full ones before it. */
export const KEEPER_LOG = { name: 'keeper', fileBytes: 1024 * 1024, files: 3 };

/** The directory that holds the logs of the host and of the keeper, and one folder for each provider. */
export function logDirectory(stateDirectory: string): string {
  return join(stateDirectory, 'logs');
}
