/** How much memory a process has, as the system tells it. */
import { readFileSync } from 'node:fs';

const PAGE_BYTES = 4_096;

/** Pages that it shares with others included. Undefined where the process is gone, or the system does not say. */
export function residentBytes(pid: number): number | undefined {
  return pagesOf(pid)?.resident;
}

/** Without the pages of files, which others have as well. Undefined where the process is gone, or the system does not say. */
export function privateBytes(pid: number): number | undefined {
  const pages = pagesOf(pid);
  return pages === undefined ? undefined : pages.resident - pages.shared;
}

function pagesOf(pid: number): { readonly resident: number; readonly shared: number } | undefined {
  try {
    const [, resident, shared] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ').map((pages) => Number(pages) * PAGE_BYTES);
    return { resident: resident as number, shared: shared as number };
  } catch {
    return undefined;
  }
}

/** What the machine could still give, or the container that this process is in; without bound where the system does not say. */
export function availableBytes(): number {
  return process.availableMemory?.() ?? Infinity;
}
