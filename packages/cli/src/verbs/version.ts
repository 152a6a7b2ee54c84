/** `provost version`: of this command; the host's is in `provost status`. */
import { readFile } from 'node:fs/promises';
import type { RunVerb } from '../catalog/verb.js';

export const run: RunVerb = async ({ output }) => {
  const version = await ownVersion();
  if (output.isTable) return output.line(`provost ${version} (node ${process.version})`);
  if (output.format === 'name') return output.name(version);
  return output.document({ version, node: process.version });
};

/** The version in this package's package.json. */
export async function ownVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string };
  return manifest.version;
}
