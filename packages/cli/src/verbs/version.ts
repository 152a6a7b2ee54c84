/** `provost version`: of this command; the host's is in `provost status`. */
import type { RunVerb } from '../catalog/verb.js';
import { ownVersion } from '../own-package.js';

export const run: RunVerb = async ({ output }) => {
  const version = ownVersion();
  if (output.isTable) return output.line(`provost ${version} (node ${process.version})`);
  if (output.format === 'name') return output.name(version);
  return output.document({ version, node: process.version });
};
