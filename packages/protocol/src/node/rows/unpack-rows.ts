/** The rows of a batch in the dense form. What a value may be is left to the value reader. */
import type { JsonObject } from '../../index.js';
import { Unreadable, ValueReader, setOwn } from './value-reader.js';

/** So many rows, or what is wrong with them, as it goes on after the peer's name. `depth`: how deep a row may be nested, itself included. */
export function unpackRows(bytes: Buffer, count: number, depth: number): readonly JsonObject[] | string {
  try {
    const reader = new ValueReader(bytes, depth);
    if (reader.list('all of it') !== 3) return 'sent dense rows that are no list of three';
    const shapes = readShapes(reader);
    const isAscii = reader.value(1);
    if (typeof isAscii !== 'boolean') return 'sent dense rows that do not say whether their texts are ASCII';
    reader.isAscii = isAscii;
    const length = reader.list('the rows');
    if (length !== count) return `sent ${length} dense rows where it said ${count}`;
    const rows: JsonObject[] = [];
    for (let index = 0; index < length; index += 1) rows.push(readRow(reader, shapes));
    return reader.isAtEnd ? rows : 'sent dense rows with more bytes than they take';
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

function readShapes(reader: ValueReader): readonly (readonly string[])[] {
  const shapes: string[][] = [];
  for (let left = reader.list('the lists of columns'); left > 0; left -= 1) {
    const names: string[] = [];
    for (let more = reader.list('a list of columns'); more > 0; more -= 1) names.push(reader.text('a column'));
    shapes.push(names);
  }
  return shapes;
}

function readRow(reader: ValueReader, shapes: readonly (readonly string[])[]): JsonObject {
  const length = reader.list('a row');
  const shape = reader.value(1);
  const names = typeof shape === 'number' ? shapes[shape] : undefined;
  if (names?.length !== length - 1) throw new Unreadable('sent dense rows of which one has not as many values as its columns');
  const row: JsonObject = {};
  for (let column = 0; column < names.length; column += 1) setOwn(row, names[column]!, reader.value(1));
  return row;
}
