/** What a record of a provider's store is called by people who know the provider: its class and key. How keys are written is the SDK's affair; host and SDK both tell of records that are damaged. */
import type { JsonObject, SchemaNode } from '../schema/schema.js';

/** How the text of a key is made: each part ends with the separator; in texts what sorts before it is escaped, whole numbers and dates are shifted so that none is negative. */
export const STORED_KEY = { separator: ' ', escape: '!', escapeOffset: 0x40, numberOffset: 1n << 63n, digits: 20 } as const;

/** Keys may be long; what is said of them is not. */
const LONGEST_NAME = 200;

/** A class, as far as its keys are concerned: as the SDK has it, or as it is described. */
export interface NamedClass {
  readonly name: string;
  readonly key: readonly string[];
  readonly schema: SchemaNode;
}

/** `Note {"id":"7"}`; of a class that is not known here, `Note ["7"]`. Of the other tables what they hold is named. It begins a sentence. */
export function nameOfStored(classes: readonly NamedClass[], table: string, key: unknown): string {
  switch (table) {
    case 'objects': return nameOfObject(classes, String(key));
    case 'undo': return `The undo step ${JSON.stringify(key)}`;
    case 'operations': return `What is kept of the operation id ${JSON.stringify(key).slice(0, LONGEST_NAME)}`;
    case 'operation-ages': return `The age of the operation id number ${JSON.stringify(key)}`;
    default: return `The record ${JSON.stringify(key)} of the table ${table}`;
  }
}

function nameOfObject(classes: readonly NamedClass[], text: string): string {
  const [name = '', ...parts] = text.split(STORED_KEY.separator).slice(0, -1);
  const known = classes.find((one) => one.name === name);
  if (known?.key.length !== parts.length) return `${name} ${JSON.stringify(parts.map(guess)).slice(0, LONGEST_NAME)}`;
  const key: JsonObject = {};
  parts.forEach((part, index) => { key[known.key[index] as string] = valueOf(part, known.schema.properties?.[known.key[index] as string] ?? {}); });
  return `${name} ${JSON.stringify(key).slice(0, LONGEST_NAME)}`;
}

function valueOf(part: string, { type, format }: SchemaNode): unknown {
  if (type === 'integer' || format === 'int64') return numberOf(part);
  if (format === 'date-time') return new Date(Number(numberOf(part))).toISOString();
  return type === 'boolean' ? part === '1' : textOf(part);
}

/** A text of twenty digits is hardly a text. */
function guess(part: string): unknown {
  return /^\d{20}$/.test(part) ? numberOf(part) : textOf(part);
}

/** As it travels: one that is too large for a number is a text. */
function numberOf(part: string): unknown {
  const value = BigInt(part) - STORED_KEY.numberOffset;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

function textOf(part: string): string {
  return part.replace(/!(.)/gs, (_escaped, character: string) => String.fromCharCode(character.charCodeAt(0) - STORED_KEY.escapeOffset));
}
