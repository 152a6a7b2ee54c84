/**
 * Reads a log over all its files in order: from a time on, from its end, of one life of a provider, and on and on while it is written.
 * Holds a chunk of a file at a time, however long the log is. Writing is left to log-file.ts.
 */
import type { LogLine } from '@provost/protocol';
import { DirectoryChanges } from './directory-changes.js';
import { isChosen, previousGeneration, startOfTail, startSince, type LineChoice } from './line-choice.js';
import { ForwardLines } from './line-scan.js';
import { parseLogLine } from './log-line.js';
import { closeSegments, isCurrent, openSegments, openSegmentsAfter, type Segment } from './segments.js';

export interface ReadLogOptions extends LineChoice {
  /** What the files are called; by default `current`. */
  readonly name?: string;
  /** Only that many of the last of the wanted lines. */
  readonly tail?: number;
  /** Only the life before the last one that wrote anything; no line when there was none. `generation` is not looked at. */
  readonly previous?: boolean;
  /** Goes on with what is written later, until the signal is aborted or the reader stops asking. */
  readonly follow?: boolean;
  /** Ends the reading, without an error. */
  readonly signal?: AbortSignal;
}

/** The lines of a log, oldest first. A log that is not there has none. Rejects only with what the file system says. */
export async function* readLog(directory: string, options: ReadLogOptions = {}): AsyncGenerator<LogLine, void, undefined> {
  const name = options.name ?? 'current';
  // Begun before the files are looked at, so that what is written meanwhile is not missed.
  const changes = options.follow === true ? new DirectoryChanges(directory, options.signal) : undefined;
  const segments = await openSegments(directory, name);
  try {
    const choice = await choose(segments, options);
    if (!choice) return;
    const start = options.tail === undefined ? startSince(segments, choice) : await startOfTail(segments, choice, options.tail);
    await closeSegments(segments.splice(0, start.segment));
    let before: LogLine | undefined;
    for await (const text of textsOf({ directory, name, segments, changes, signal: options.signal }, start.offset)) {
      if (options.signal?.aborted === true) return;
      const line = parseLogLine(text);
      // What is not of our making (Node's own last words, say) takes time and generation of the line before it.
      if (isChosen(line, choice)) yield line ?? { at: before?.at ?? new Date(0).toISOString(), generation: before?.generation ?? 0, stream: 'err', text };
      before = line ?? before;
    }
  } finally {
    changes?.close();
    await closeSegments(segments);
  }
}

interface Reading {
  readonly directory: string;
  readonly name: string;
  /** What is still to be read, oldest first. */
  readonly segments: Segment[];
  readonly changes: DirectoryChanges | undefined;
  readonly signal: AbortSignal | undefined;
}

async function* textsOf(reading: Reading, firstOffset: number): AsyncGenerator<string> {
  const { directory, name, segments, changes, signal } = reading;
  let inode: number | undefined;
  for (let offset = firstOffset; await hasNext(reading, inode); offset = 0) {
    const segment = segments[0]!;
    const lines = new ForwardLines(segment.handle, offset);
    yield* lines.toEnd();
    for (let isGrowing = changes !== undefined && segments.length === 1; isGrowing && signal?.aborted !== true; ) {
      await changes!.next();
      // Asked before the file is read again: once it was put aside nothing is added to it.
      isGrowing = await isCurrent(directory, name, segment);
      yield* lines.toEnd();
    }
    yield* lines.rest();
    inode = segment.inode;
    if (segments.length === 1) segments.push(...(await openSegmentsAfter(directory, name, inode)));
    await closeSegments(segments.splice(0, 1));
  }
}

/** Whether there is a file to read; one that is followed is waited for. */
async function hasNext(reading: Reading, inode: number | undefined): Promise<boolean> {
  const { directory, name, segments, changes, signal } = reading;
  while (segments.length === 0 && changes && signal?.aborted !== true) {
    await changes.next();
    segments.push(...(inode === undefined ? await openSegments(directory, name) : await openSegmentsAfter(directory, name, inode)));
  }
  return segments.length > 0;
}

async function choose(segments: readonly Segment[], options: ReadLogOptions): Promise<LineChoice | undefined> {
  const { sinceMs, generation, previous } = options;
  const since = sinceMs === undefined ? {} : { sinceMs };
  if (previous !== true) return generation === undefined ? since : { ...since, generation };
  const before = await previousGeneration(segments);
  return before === undefined ? undefined : { ...since, generation: before };
}
