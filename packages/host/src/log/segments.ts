/** The files of a log, opened in their order, so that a rotation meanwhile neither hides a line nor shows one twice. */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { currentPath, filledNumbers, filledPath } from './log-names.js';

/** One file of a log, open for reading. It stays what it is when it is renamed. */
export interface Segment {
  readonly handle: FileHandle;
  readonly inode: number;
  /** When it was written to last, in ms since 1970. */
  readonly writtenAtMs: number;
}

/** All files, oldest first; none where there is no log. Close each. */
export async function openSegments(directory: string, name: string): Promise<Segment[]> {
  // The newest first: when it is put aside meanwhile it shows up among the full ones too, and is told by its inode.
  const current = await openSegment(currentPath(directory, name));
  const segments: Segment[] = [];
  for (const number of await filledNumbers(directory, name)) {
    const filled = await openSegment(filledPath(directory, name, number));
    if (filled && filled.inode !== current?.inode) segments.push(filled);
    else await filled?.handle.close();
  }
  return current ? [...segments, current] : segments;
}

/** Those that are newer than the one with that inode; all, where that one is there no more. */
export async function openSegmentsAfter(directory: string, name: string, inode: number): Promise<Segment[]> {
  const segments = await openSegments(directory, name);
  const index = segments.findIndex((segment) => segment.inode === inode);
  await closeSegments(segments.slice(0, index + 1));
  return segments.slice(index + 1);
}

export async function closeSegments(segments: readonly Segment[]): Promise<void> {
  await Promise.all(segments.map((segment) => segment.handle.close()));
}

/** Whether that file is still the one that is written to. */
export async function isCurrent(directory: string, name: string, segment: Segment): Promise<boolean> {
  const found = await stat(currentPath(directory, name)).catch(() => undefined);
  return found?.ino === segment.inode;
}

async function openSegment(path: string): Promise<Segment | undefined> {
  try {
    const handle = await open(path, 'r');
    const { ino, mtimeMs } = await handle.stat();
    return { handle, inode: ino, writtenAtMs: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
