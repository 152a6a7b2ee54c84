/** The file in which compiled modules lie: how many bytes each has, then their sources and what V8 has made of them; all of it twice, since V8 takes a flipped bit for what it is. */
import { readFileSync } from 'node:fs';

export interface KeptModule {
  readonly filename: string;
  /** What was compiled, byte for byte. */
  readonly source: Buffer;
  readonly compiled: Buffer;
}

type Entry = readonly [filename: string, sourceBytes: number, compiledBytes: number];

/** By their file names; none where the file is missing, cut or damaged. Never throws. */
export function readKept(path: string): Map<string, KeptModule> {
  const kept = new Map<string, KeptModule>();
  try {
    const twice = readFileSync(path);
    const once = twice.subarray(0, twice.length / 2);
    if (once.length === 0 || !once.equals(twice.subarray(once.length))) return kept;
    const end = once.indexOf('\n');
    let at = end + 1;
    const take = (bytes: number): Buffer => once.subarray(at, (at += bytes));
    for (const [filename, sourceBytes, compiledBytes] of JSON.parse(once.toString('utf8', 0, end)) as Entry[]) {
      kept.set(filename, { filename, source: take(sourceBytes), compiled: take(compiledBytes) });
    }
  } catch {
    kept.clear();
  }
  return kept;
}

/** What {@link readKept} reads. */
export function writeKept(all: readonly KeptModule[]): Buffer {
  const entries = all.map(({ filename, source, compiled }): Entry => [filename, source.length, compiled.length]);
  const once = Buffer.concat([Buffer.from(`${JSON.stringify(entries)}\n`), ...all.flatMap(({ source, compiled }) => [source, compiled])]);
  return Buffer.concat([once, once]);
}
