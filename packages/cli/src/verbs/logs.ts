/** `provost logs NAME`, `provost logs --host`: what was written, stamped. */
import { Logs, parseDuration, safeText, type LogLine } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { UsageError } from '../errors/usage-error.js';
import { LineWriter } from '../output/line-writer.js';
import { instantText } from '../output/measures.js';
import type { Paint } from '../output/paint.js';
import type { Invocation } from '../program/invocation.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const name = nameOf(invocation);
  const follow = invocation.flag('follow');
  const [tail, since] = [invocation.number('tail'), invocation.text('since')];
  const params = {
    ...(name === undefined ? {} : { name }),
    ...(follow ? { follow } : {}),
    ...(tail === undefined ? {} : { tail }),
    ...(since === undefined ? {} : { sinceMs: instantOf(since, Date.now()) }),
    ...(invocation.flag('previous') ? { previous: true } : {}),
    ...invocation.deadline,
  };
  const writer = new LineWriter<LogLine>(output, { line: (line) => lineText(line, output.dataPaint), name: ({ text }) => safeText(text), isEndless: follow, none: 'Nothing was written.' });
  const host = await invocation.host();
  for await (const batch of host.rows(Logs, params, follow)) await writer.write(batch as unknown as readonly LogLine[]);
  await writer.close();
};

function nameOf(invocation: Invocation): string | undefined {
  const name = invocation.wordAt(0);
  const ofHost = invocation.flag('host');
  if (name === undefined && !ofHost) throw new UsageError('"logs" needs the NAME of a provider, or --host.', 'Type: provost logs NAME or provost logs --host');
  if (name !== undefined && ofHost) throw new UsageError('"logs" takes the NAME of a provider or --host, not both.', `Type: provost logs ${name}`);
  if (ofHost && invocation.flag('previous')) throw new UsageError('--previous is for a provider\'s log.', 'Type: provost logs --host --since 1h');
  return name;
}

/** A point in time, in milliseconds since 1970: an instant as it is written, or so long ago. */
export function instantOf(text: string, nowMs: number): number {
  try {
    const agoMs = parseDuration(text);
    if (agoMs !== 'never') return nowMs - agoMs;
  } catch {
    // It is no duration; it may be an instant.
  }
  const instant = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(instant)) return instant;
  throw new UsageError(`--since expects a time or how long ago, and got "${text}".`, 'Such as: --since 10m or --since 2026-01-31T12:00:00Z');
}

function lineText({ at, generation, stream, text }: LogLine, paint: Paint): string {
  const mark = stream === 'err' ? paint.caution('err ') : stream === 'note' ? paint.faint('note') : 'out ';
  return `${paint.faint(`${instantText(at)} #${generation}`)} ${mark} ${stream === 'note' ? paint.faint(safeText(text)) : safeText(text)}`;
}
