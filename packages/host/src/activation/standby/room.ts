/** What memory standbys may take together. Pure: how much each has, and what the machine has left, comes in. */

/** Where less than this share of the machine's memory is left, or less than the bytes, nothing is kept for later. */
const SHORT_SHARE = 0.05;
const SHORT_BYTES = 256 * 1024 * 1024;

/** What the machine has, or the container that the host is in. */
export interface MachineMemory {
  readonly totalBytes: number;
  readonly availableBytes: number;
}

/** What all of them may have: what the operator says, and nothing where the machine is short of memory. */
export function roomFor(limitBytes: number, { totalBytes, availableBytes }: MachineMemory): number {
  return availableBytes < Math.min(SHORT_BYTES, totalBytes * SHORT_SHARE) ? 0 : limitBytes;
}

/** How many of the first of these fit into the room. */
export function fitting(sizes: readonly number[], roomBytes: number): number {
  let left = roomBytes;
  const end = sizes.findIndex((bytes) => (left -= bytes) < 0);
  return end < 0 ? sizes.length : end;
}
