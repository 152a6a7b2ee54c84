import { expect, test } from '@jest/globals';
import { STORED_KEY, nameOfStored, type NamedClass } from '#src/values/stored-name.js';

const number = (value: bigint): string => String(value + STORED_KEY.numberOffset).padStart(STORED_KEY.digits, '0');
const Note: NamedClass = { name: 'Note', key: ['id'], schema: { type: 'object', properties: { id: { type: 'string' } } } };
const Entry: NamedClass = {
  name: 'Entry', key: ['at', 'number', 'isOpen'],
  schema: { type: 'object', properties: { at: { type: 'string', format: 'date-time' }, number: { type: 'integer' }, isOpen: { type: 'boolean' } } },
};

test.each<[string, unknown, string]>([
  ['objects', 'Note 7 ', 'Note {"id":"7"}'],
  ['objects', 'Note a!`b!a ', 'Note {"id":"a b!"}'],
  ['objects', `Entry ${number(1_000n)} ${number(-3n)} 1 `, 'Entry {"at":"1970-01-01T00:00:01.000Z","number":-3,"isOpen":true}'],
  ['objects', `Hidden x ${number(2n ** 60n)} ${number(5n)} `, 'Hidden ["x","1152921504606846976",5]'],
  ['undo', 3, 'The undo step 3'],
  ['operations', 'op-1', 'What is kept of the operation id "op-1"'],
  ['another', 'x', 'The record "x" of the table another'],
])('of the table %s the key %j is called %s', (table, key, name) => {
  expect(nameOfStored([Note, Entry], table, key)).toBe(name);
});
