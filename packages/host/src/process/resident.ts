/** How much memory of a process is resident, as the system tells it. */
import { readFileSync } from 'node:fs';

const PAGE_BYTES = 4_096;

/** Pages that it shares with others included. Undefined where the process is gone, or the system does not say. */
export function residentBytes(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return undefined;
  }
}
