/** `provost query WQL`: what a query selects, as it comes; with `--explain` who would be asked for what. */
import { ExplainQuery, Query, type JsonObject, type QueryExplanation } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { printError } from '../errors/print-error.js';
import type { HostAccess } from '../hosts/host-access.js';
import type { RowsView } from '../output/output.js';
import { pathIn } from '../output/path-of-row.js';
import { propertyColumn } from '../output/property-column.js';
import { RowWriter } from '../output/row-writer.js';
import type { Invocation } from '../program/invocation.js';

interface ExplainedClass {
  readonly class: string;
  readonly provider: string;
  readonly explain: readonly string[];
}

const explained: RowsView<ExplainedClass> = {
  columns: [
    { title: 'CLASS', cell: (one) => one.class },
    { title: 'PROVIDER', cell: ({ provider }) => provider },
    { title: 'PLAN', cell: ({ explain }) => explain.join(' ') },
  ],
  name: (one) => one.class,
  none: 'No class can have what is asked for: nobody would be asked.',
};

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const namespace = invocation.text('namespace');
  const asked = { query: invocation.word(0), ...(namespace === undefined ? {} : { namespace }) };
  const host = await invocation.host();
  const explanation = await host.ask(ExplainQuery, asked);
  if (invocation.flag('explain')) return output.isTable || output.format === 'name' ? output.rows(explained, explanation.classes) : output.document(explanation);
  const writer = new RowWriter(output, viewOf(explanation, output.format === 'wide'));
  try {
    await write(writer, host, invocation, asked);
  } catch (error) {
    if (writer.count === 0) throw error; // Nothing is known, so nothing is said of there being nothing.
    await writer.close();
    if (invocation.signal.aborted) throw error;
    printError(error, output, { state: invocation.stateTyped });
    return 8;
  }
  await writer.close();
  return undefined;
};

async function write(writer: RowWriter<JsonObject>, host: HostAccess, invocation: Invocation, asked: { readonly query: string; readonly namespace?: string }): Promise<void> {
  const limit = invocation.number('limit') ?? Infinity;
  if (limit === 0) return;
  for await (const batch of host.rows(Query, { ...asked, ...invocation.deadline })) {
    await writer.write(batch.slice(0, limit - writer.count));
    if (writer.count === limit || invocation.output.readerGone.aborted) return;
  }
}

function viewOf({ namespace, definition, columns }: QueryExplanation, isWide: boolean): RowsView<JsonObject> {
  const shown = columns.map((name) => propertyColumn<JsonObject>(name));
  const path = definition === null || namespace === null ? (row: JsonObject) => `${String(row['__NAMESPACE'])}:${String(row['__CLASS'])}` : pathIn(namespace, definition);
  return {
    columns: isWide ? [{ title: 'PATH', cell: path }, ...shown] : shown,
    name: path,
    none: 'Nothing fits.',
    whole: '-o json',
  };
}
