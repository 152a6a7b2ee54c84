/** Which lines of a log are wanted, and where in its files the first of them stands. */
import type { LogLine } from '@provost/protocol';
import { linesBackwards } from './line-scan.js';
import { parseLogLine } from './log-line.js';
import type { Segment } from './segments.js';

export interface LineChoice {
  /** Lines since then, in ms since 1970. */
  readonly sinceMs?: number;
  /** Lines of that activation, and remarks that concern none. */
  readonly generation?: number;
}

/** Where to begin: which of the files, and at which byte of it. */
export interface Start {
  readonly segment: number;
  readonly offset: number;
}

/** Whether a line is wanted. One that is not of our making is taken with those around it. */
export function isChosen(line: LogLine | undefined, choice: LineChoice): boolean {
  if (line === undefined) return true;
  const isOfGeneration = choice.generation === undefined || line.generation === 0 || line.generation === choice.generation;
  return isOfGeneration && !isBefore(line, choice);
}

/** The first file that can hold a line since then. */
export function startSince(segments: readonly Segment[], choice: LineChoice): Start {
  const { sinceMs = 0 } = choice;
  const first = segments.findIndex((segment) => segment.writtenAtMs >= sinceMs);
  return { segment: first < 0 ? segments.length : first, offset: 0 };
}

/** Where the last `count` wanted lines begin, looking back no further than that. */
export async function startOfTail(segments: readonly Segment[], choice: LineChoice, count: number): Promise<Start> {
  let start: Start = { segment: Math.max(0, segments.length - 1), offset: (await segments.at(-1)?.handle.stat())?.size ?? 0 };
  if (count <= 0) return start;
  let found = 0;
  for (let segment = segments.length - 1; segment >= 0; segment -= 1) {
    for await (const { text, offset } of linesBackwards(segments[segment]!.handle)) {
      const line = parseLogLine(text);
      if (line && isBefore(line, choice)) return start;
      if (!isChosen(line, choice)) continue;
      start = { segment, offset };
      found += 1;
      if (found === count) return start;
    }
  }
  return start;
}

/** The generation before the last one that wrote; undefined when there was only one. */
export async function previousGeneration(segments: readonly Segment[]): Promise<number | undefined> {
  let last = 0;
  for (const { handle } of [...segments].reverse()) {
    for await (const { text } of linesBackwards(handle)) {
      const generation = parseLogLine(text)?.generation ?? 0;
      if (last > 0 && generation > 0 && generation < last) return generation;
      last = Math.max(last, generation);
    }
  }
  return undefined;
}

function isBefore(line: LogLine, choice: LineChoice): boolean {
  return choice.sinceMs !== undefined && Date.parse(line.at) < choice.sinceMs;
}
