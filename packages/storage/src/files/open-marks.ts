/**
 * Who has a data file open: each that does keeps a mark beside it, which counts as long as its process has it open. So nobody copies a file that
 * is being written, and nobody seals one that another goes on with. A mark that a killed process left is removed by the next that looks.
 */
import { closeSync, openSync, readdirSync, rmSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { DataFiles } from './data-files.js';

/** One opening of a data file by this process. */
export interface OpenMark {
  /** The pids of the processes that have it open besides. */
  others(): number[];
  /** Idempotent; never throws. */
  remove(): void;
}

let opened = 0;

/** Marks the data file as open by this process, until the mark is removed or the process ends. */
export function markOpen(files: DataFiles): OpenMark {
  const path = join(files.directory, `${files.openMark}${process.pid}-${++opened}`);
  const descriptor = openSync(path, 'w', 0o600);
  let isOpen = true;
  return {
    others: () => pidsWithOpen(files).filter((pid) => pid !== process.pid),
    remove: () => {
      if (!isOpen) return;
      isOpen = false;
      rmSync(path, { force: true });
      closeSync(descriptor);
    },
  };
}

/** The pids of the processes that have the data file open now. */
export function pidsWithOpen(files: DataFiles): number[] {
  const pids = new Set<number>();
  for (const name of readdirSync(files.directory).filter((one) => one.startsWith(files.openMark))) {
    const path = join(files.directory, name);
    const pid = Number(name.slice(files.openMark.length).split('-')[0]);
    const mark = statSync(path, { throwIfNoEntry: false });
    if (mark === undefined) continue; // Removed meanwhile by its maker.
    if (hasOpen(pid, mark)) pids.add(pid);
    else rmSync(path, { force: true });
  }
  return [...pids];
}

/** A pid that another process has been given since has not that file open. */
function hasOpen(pid: number, { ino, dev }: Stats): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
      const open = statSync(`/proc/${pid}/fd/${descriptor}`, { throwIfNoEntry: false });
      return open?.ino === ino && open.dev === dev;
    });
  } catch {
    return false; // It has ended, or is a zombie, or another user's.
  }
}
