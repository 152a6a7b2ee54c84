/** `provost events [-f]`: what happened, in order, one line each. */
import { Events, type HostEvent } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { eventLine } from '../output/event-line.js';
import { LineWriter } from '../output/line-writer.js';

/** How many of the past `-f` shows before it goes on. */
const tailOfFollow = 10;

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const follow = invocation.flag('follow');
  const since = invocation.number('since');
  const tail = invocation.number('tail') ?? (follow && since === undefined ? tailOfFollow : undefined);
  const writer = new LineWriter<HostEvent>(output, { line: (event) => eventLine(event, output.dataPaint, output.format === 'wide'), name: ({ seq }) => String(seq), isEndless: follow, none: 'Nothing has happened.' });
  const host = await invocation.host();
  const params = { ...(follow ? { follow } : {}), ...(since === undefined ? {} : { since }), ...(tail === undefined ? {} : { tail }), ...invocation.deadline };
  for await (const batch of host.rows(Events, params, follow)) await writer.write(batch as unknown as readonly HostEvent[]);
  await writer.close();
};
