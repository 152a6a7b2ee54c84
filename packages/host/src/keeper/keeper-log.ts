/** The keeper's own log: where it is and how large it may get. */
import { join } from 'node:path';

/** `keeper.log` and at most two full ones before it. */
export const KEEPER_LOG = { name: 'keeper', fileBytes: 1024 * 1024, files: 3 };

/** The file that the keepers of a state directory write to, one after the other. */
export function keeperLogPath(stateDirectory: string): string {
  return join(stateDirectory, 'logs', `${KEEPER_LOG.name}.log`);
}
