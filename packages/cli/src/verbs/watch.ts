/** `provost watch WQL`: what happens from now on, one line each, until it is stopped. */
import { Watch, type EventRow } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { LineWriter } from '../output/line-writer.js';
import { watchedLine } from '../output/watched-line.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const [query, namespace, bookmark, count] = [invocation.word(0), invocation.text('namespace'), invocation.text('since'), invocation.number('count')];
  const writer = new LineWriter<EventRow>(output, {
    line: (event) => watchedLine(event, output.dataPaint), name: ({ __CLASS }) => __CLASS, isEndless: count === undefined, none: 'Nothing has happened.',
  });
  const host = await invocation.host();
  const params = { query, ...(namespace === undefined ? {} : { namespace }), ...(bookmark === undefined ? {} : { bookmark }), ...invocation.deadline };
  let rest = count ?? Infinity;
  for await (const batch of host.rows(Watch, params, true)) {
    if (batch.length === 0) output.say('Watching. Ctrl-C ends it.');
    const events = batch.slice(0, rest) as unknown as readonly EventRow[];
    if (events.length > 0) await writer.write(events);
    if ((rest -= events.length) <= 0 || output.readerGone.aborted) break;
  }
  await writer.close();
};
