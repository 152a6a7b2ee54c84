/** What a process costs that others of its kind do not share with it: its private pages, its page tables and its kernel stacks. */
import { readFileSync } from 'node:fs';

const KERNEL_STACK_KB = 16;

/** In KiB. */
export function ownMemoryKb(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (text, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]);
  return of(rollup, 'Private_Clean') + of(rollup, 'Private_Dirty') + of(status, 'VmPTE') + of(status, 'Threads') * KERNEL_STACK_KB;
}
