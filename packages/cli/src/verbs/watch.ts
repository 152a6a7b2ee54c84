/** `provost watch WQL`: what happens from now on, one line each, until it is stopped. */
import { ExplainQuery, Watch, type EventRow, type WatchParams } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import type { HostAccess } from '../hosts/host-access.js';
import { LineWriter } from '../output/line-writer.js';
import type { RowsView } from '../output/output.js';
import { propertyColumn } from '../output/property-column.js';
import { RowWriter } from '../output/row-writer.js';
import { watchedLine } from '../output/watched-line.js';
import type { Invocation } from '../program/invocation.js';

interface Asked {
  readonly query: string;
  readonly namespace?: string;
}

type Writer = Pick<LineWriter<EventRow>, 'write' | 'close'>;

const none = 'Nothing has happened.';
const name = ({ __CLASS }: EventRow): string => __CLASS;

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const [namespace, bookmark] = [invocation.text('namespace'), invocation.text('since')];
  const asked: Asked = { query: invocation.word(0), ...(namespace === undefined ? {} : { namespace }) };
  const lines = output.format === 'csv' ? undefined : linesOf(invocation); // What it cannot write is said before anybody is asked.
  const host = await invocation.host();
  const writer = lines ?? new RowWriter(output, await columnsOf(host, asked));
  try {
    await write(writer, host, { ...asked, ...(bookmark === undefined ? {} : { bookmark }) }, invocation);
  } catch (error) {
    if (lines?.isEmpty === false) await lines.close(); // A document has an end, whatever ended the watching.
    throw error;
  }
  await writer.close();
};

async function write(writer: Writer, host: HostAccess, params: WatchParams, invocation: Invocation): Promise<void> {
  const { output } = invocation;
  let rest = invocation.number('count') ?? Infinity;
  if (rest === 0) return;
  for await (const batch of host.rows(Watch, { ...params, ...invocation.deadline }, true)) {
    if (batch.length === 0) output.say('Watching. Ctrl-C ends it.');
    const events = batch.slice(0, rest) as unknown as readonly EventRow[];
    if (events.length > 0) await writer.write(events);
    if (output.format === 'csv') for (const event of events) if (event.__CLASS.startsWith('__Event')) output.warn(missedText(event));
    if ((rest -= events.length) <= 0 || output.readerGone.aborted) return;
  }
}

/** Its facts have no column. */
function missedText({ Reason, Dropped }: EventRow): string {
  return `${Dropped === undefined ? 'Events' : `${String(Dropped)} events`} may be missing here: ${String(Reason)}`;
}

/** Throws a UsageError for a form that what has no end cannot take. */
function linesOf(invocation: Invocation): LineWriter<EventRow> {
  const { output } = invocation;
  const isWide = output.format === 'wide';
  return new LineWriter<EventRow>(output, { line: (event) => watchedLine(event, output.dataPaint, isWide), name, isEndless: invocation.number('count') === undefined, none });
}

/** What every event has, and the properties that the query selects. */
async function columnsOf(host: HostAccess, asked: Asked): Promise<RowsView<EventRow>> {
  const { columns } = await host.ask(ExplainQuery, asked);
  const all = new Set(['TIME_CREATED', '__CLASS', ...columns.map((path) => path.split('.')[0] as string), '__BOOKMARK']);
  return { columns: [...all].map((title) => propertyColumn<EventRow>(title)), name, none };
}
