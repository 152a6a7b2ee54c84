/** One line of a log as it stands in the file: `2026-11-21T04:35:34.123Z 7 stderr text`. Files and their order are left to log-file.ts and read-log.ts. */

/** Where a line came from: the provider's own output, or a remark of Provost's about it. */
export type LogStream = 'stdout' | 'stderr' | 'provost';

export interface LogLine {
  /** Wall-clock time at which it was read, in ms since 1970. */
  readonly atMs: number;
  /** Of the activation that wrote it; 0 in the host's own log. */
  readonly generation: number;
  readonly stream: LogStream;
  /** Without its line break; terminal escapes and all. */
  readonly text: string;
}

const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\d+) (stdout|stderr|provost) (.*)$/s;

/** What stands before the text of a line. */
export function stampOf(atMs: number, generation: number, stream: LogStream): string {
  return `${new Date(atMs).toISOString()} ${generation} ${stream} `;
}

/** A whole line, with its line break. A break within the text becomes a space, so that a line stays one. */
export function formatLogLine(line: LogLine): string {
  return `${stampOf(line.atMs, line.generation, line.stream)}${line.text.replace(/[\r\n]+/g, ' ')}\n`;
}

/** Reads a line back. One that was not written by us (Node's own last words, say) keeps the time and generation of the line before it. */
export function parseLogLine(line: string, before?: LogLine): LogLine {
  const match = form.exec(line);
  if (!match) return { atMs: before?.atMs ?? 0, generation: before?.generation ?? 0, stream: 'stderr', text: line };
  return { atMs: Date.parse(match[1]!), generation: Number(match[2]), stream: match[3] as LogStream, text: match[4]! };
}
