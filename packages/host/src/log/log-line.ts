/** One line of a log as it stands in the file: `2026-11-21T04:35:34.123Z 7 err text`. Files and their order are left to log-file.ts and read-log.ts. */

import type { LogLine } from '@provost/protocol';

/** Where a line came from: the provider's own output, or a remark of Provost's about it. */
export type LogStream = LogLine['stream'];

const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\d+) (out|err|note) (.*)$/s;

/** What stands before the text of a line. */
export function stampOf(atMs: number, generation: number, stream: LogStream): string {
  return `${new Date(atMs).toISOString()} ${generation} ${stream} `;
}

/** A whole line, with its line break. A break within the text becomes a space, so that a line stays one. */
export function formatLogLine(atMs: number, generation: number, stream: LogStream, text: string): string {
  return `${stampOf(atMs, generation, stream)}${text.replace(/[\r\n]+/g, ' ')}\n`;
}

/** Reads a line back. Undefined for one that was not written by us: Node's own last words, say, or a line that was torn. */
export function parseLogLine(line: string): LogLine | undefined {
  const match = form.exec(line);
  return match ? { at: match[1]!, generation: Number(match[2]), stream: match[3] as LogStream, text: match[4]! } : undefined;
}
