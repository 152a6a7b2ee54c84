/** `provost list NS:CLASS`: its objects as they come. When the stream breaks off, what came is printed and the exit code says that part is missing. */
import { Classes, List, SchemaOf, isSameName, nearest, type ClassDefinition, type JsonObject } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { printError } from '../errors/print-error.js';
import { UsageError } from '../errors/usage-error.js';
import type { HostAccess } from '../hosts/host-access.js';
import { pathIn } from '../output/path-of-row.js';
import type { RowsView } from '../output/output.js';
import { propertyColumn } from '../output/property-column.js';
import { RowWriter } from '../output/row-writer.js';
import type { Invocation } from '../program/invocation.js';

export const run: RunVerb = async (invocation) => {
  const { output } = invocation;
  const name = invocation.word(0);
  const host = await invocation.host();
  const { namespace, definition } = await host.ask(SchemaOf, { class: name });
  const columns = columnsOf(definition, invocation.text('columns'));
  const saysClass = (output.isTable || output.format === 'csv') && !invocation.flag('exact') && (await isDerivedFrom(host, namespace, definition)); // Documents say it themselves.
  const writer = new RowWriter(output, viewOf({ namespace, definition, columns, saysClass }, output.format === 'wide'));
  try {
    await write(writer, host, invocation, { name, columns, key: definition.key, isPicked: invocation.text('columns') !== undefined });
  } catch (error) {
    if (writer.count === 0) throw error; // Nothing is known, so nothing is said of there being nothing.
    await writer.close();
    if (invocation.signal.aborted) throw error;
    printError(error, output, { class: name, state: invocation.stateTyped });
    return 8;
  }
  if (invocation.number('limit') !== 0 || !output.isTable) await writer.close();
  return undefined;
};

interface Wanted {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly isPicked: boolean;
}

async function write(writer: RowWriter<JsonObject>, host: HostAccess, invocation: Invocation, wanted: Wanted): Promise<void> {
  const limit = invocation.number('limit');
  if (limit === 0) return;
  // The key is always asked for: without it a row has no name.
  const columns = wanted.isPicked ? { columns: [...new Set([...wanted.key, ...wanted.columns])] } : {};
  const query = { ...columns, ...(limit === undefined ? {} : { limit }), ...(invocation.flag('exact') ? { exact: true } : {}) };
  // A provider may do less than the query asks, so both are seen to here as well.
  for await (const batch of host.rows(List, { class: wanted.name, query, ...invocation.deadline })) {
    const rows = limit === undefined ? batch : batch.slice(0, limit - writer.count);
    const isDocument = invocation.output.format === 'json' || invocation.output.format === 'jsonl' || invocation.output.format === 'yaml';
    await writer.write(wanted.isPicked && isDocument ? rows.map((row) => picked(row, wanted.columns)) : rows);
    if (writer.count === limit || invocation.output.readerGone.aborted) return;
  }
}

/** Whether others derive from it, whose instances are its instances too. */
async function isDerivedFrom(host: HostAccess, namespace: string, { name }: ClassDefinition): Promise<boolean> {
  const { classes } = await host.ask(Classes, { namespace });
  return classes.some(({ superclass }) => superclass !== undefined && isSameName(superclass, name));
}

interface Shown {
  readonly namespace: string;
  readonly definition: ClassDefinition;
  readonly columns: readonly string[];
  readonly saysClass: boolean;
}

function viewOf({ namespace, definition, columns, saysClass }: Shown, isWide: boolean): RowsView<JsonObject> {
  const properties = columns.map((name) => propertyColumn<JsonObject>(name));
  const shown = saysClass ? [{ title: '__CLASS', cell: (row: JsonObject) => String(row['__CLASS'] ?? definition.name) }, ...properties] : properties;
  return {
    columns: isWide ? [{ title: 'PATH', cell: pathIn(namespace, definition) }, ...shown] : shown,
    name: pathIn(namespace, definition),
    none: `There is no ${definition.name} in ${namespace}.`,
    whole: '--columns K,K',
  };
}

/** The properties to show: those that were asked for, else the key's and then the others. */
function columnsOf({ key, schema, name }: ClassDefinition, typed: string | undefined): readonly string[] {
  const known = Object.keys(schema.properties ?? {});
  if (typed === undefined) return [...key, ...known.filter((property) => !key.includes(property))];
  const columns = typed.split(',').map((column) => column.trim()).filter((column) => column !== '');
  const wrong = columns.find((column) => !known.includes(column));
  if (wrong === undefined) return columns;
  const near = nearest(wrong, known);
  throw new UsageError(`Class ${name} has no property "${wrong}".`, near === undefined ? `It has ${known.join(', ')}.` : `Did you mean: --columns ${near}`);
}

function picked(row: JsonObject, columns: readonly string[]): JsonObject {
  return Object.fromEntries(columns.filter((column) => Object.hasOwn(row, column)).map((column) => [column, row[column]]));
}
