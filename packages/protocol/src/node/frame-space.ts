/**
 * Space for frames of rows on their way to the system, used again and again: what is allocated outside of V8's heap for each of many frames makes its collector run
 * on all processors. When the system has taken a frame is left to the writer.
 */

/** Most batches fit; larger ones have space of their own. */
const SPACE_BYTES = 64 * 1024;
/** So many that are not in use are kept for the next, in the whole process. */
const KEPT = 8;

const free: Buffer[] = [];

/** Space for at least so many bytes. */
export function takeSpace(bytes: number): Buffer {
  return bytes > SPACE_BYTES ? Buffer.allocUnsafeSlow(bytes) : (free.pop() ?? Buffer.allocUnsafeSlow(SPACE_BYTES));
}

/** Nobody looks at it any more. */
export function giveSpaceBack(space: Buffer): void {
  if (space.length === SPACE_BYTES && free.length < KEPT) free.push(space);
}
