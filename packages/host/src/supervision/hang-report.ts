/** The diagnostic report of a provider that hung, saved beside its log. What stands in it is given by those who found it. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How many are kept of each provider. */
export const KEPT_REPORTS = 5;

const NAME = /^hang-[0-9]+-([0-9TZ]+)\.json$/;

/** Writes it whole or not at all, and lets the oldest go. Resolves with its path. */
export async function saveHangReport(directory: string, report: { readonly at: string; readonly generation: number; readonly [fact: string]: unknown }): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `hang-${report.generation}-${report.at.replaceAll(/[-:.]/g, '')}.json`);
  await writeFile(`${path}.part`, `${JSON.stringify(report, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.part`, path);
  for (const old of (await hangReports(directory)).slice(KEPT_REPORTS)) await rm(old, { force: true });
  return path;
}

/** The reports that are kept, the latest first. */
export async function hangReports(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const timeOf = (name: string): string => NAME.exec(name)?.[1] ?? '';
  return names.filter((name) => NAME.test(name)).sort((one, other) => (timeOf(one) < timeOf(other) ? 1 : -1)).map((name) => join(directory, name));
}
