/** The rows of a batch in the dense form. What a value may be is left to the value reader. */
import type { JsonObject } from '../../index.js';
import { AS_BEFORE, Unreadable, ValueReader, setOwn } from './value-reader.js';

/** Written out, the rows of one batch may have so many characters in the names of their columns and in texts that are said as before: a few bytes may stand for many of them. */
const MOST_REPEATED = 64 * 1024 * 1024;

/** A list of columns, and the text that each had last. */
interface Columns {
  readonly names: readonly string[];
  readonly characters: number;
  readonly last: (string | undefined)[];
}

/** So many rows, or what is wrong with them, as it goes on after the peer's name. `depth`: how deep a row may be nested, itself included. */
export function unpackRows(bytes: Buffer, count: number, depth: number): readonly JsonObject[] | string {
  try {
    return new RowsReader(bytes, depth).rows(count);
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

class RowsReader {
  readonly #reader: ValueReader;
  #columns: readonly Columns[] = [];
  /** Characters that were said once and stand in more than one place. */
  #repeated = 0;

  constructor(bytes: Buffer, depth: number) {
    this.#reader = new ValueReader(bytes, depth);
  }

  rows(count: number): readonly JsonObject[] | string {
    const reader = this.#reader;
    if (reader.list('all of it') !== 4) return 'sent dense rows that are no list of four';
    this.#columns = readColumns(reader);
    const isAscii = reader.value(1);
    if (typeof isAscii !== 'boolean') return 'sent dense rows that do not say whether their texts are ASCII';
    reader.isAscii = isAscii;
    reader.chunks();
    const length = reader.list('the rows');
    if (length !== count) return `sent ${length} dense rows where it said ${count}`;
    const rows: JsonObject[] = [];
    for (let index = 0; index < length; index += 1) rows.push(this.#row());
    return reader.isAtEnd ? rows : 'sent dense rows with more bytes than they take';
  }

  #row(): JsonObject {
    const reader = this.#reader;
    const length = reader.list('a row');
    const index = reader.value(1);
    const columns = typeof index === 'number' ? this.#columns[index] : undefined;
    if (columns?.names.length !== length - 1) throw new Unreadable('sent dense rows of which one has not as many values as its columns');
    this.#repeats(columns.characters);
    const { names, last } = columns;
    const row: JsonObject = {};
    for (let column = 0; column < names.length; column += 1) {
      let value = reader.value(1);
      if (value === AS_BEFORE) value = this.#asBefore(last[column]);
      else if (typeof value === 'string') last[column] = value;
      setOwn(row, names[column]!, value);
    }
    return row;
  }

  #asBefore(text: string | undefined): string {
    if (text === undefined) throw new Unreadable('sent dense rows with a text as before where there was none');
    this.#repeats(text.length);
    return text;
  }

  #repeats(characters: number): void {
    this.#repeated += characters;
    if (this.#repeated > MOST_REPEATED) throw new Unreadable(`sent dense rows in which what was said once stands for more than ${MOST_REPEATED} characters`);
  }
}

function readColumns(reader: ValueReader): readonly Columns[] {
  const all: Columns[] = [];
  for (let left = reader.list('the lists of columns'); left > 0; left -= 1) {
    const names: string[] = [];
    for (let more = reader.list('a list of columns'); more > 0; more -= 1) names.push(reader.text('a column'));
    all.push({ names, characters: names.reduce((sum, name) => sum + name.length, 0), last: names.map(() => undefined) });
  }
  return all;
}
