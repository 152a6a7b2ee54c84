import { expect, test } from '@jest/globals';
import { csvHead, csvLines } from '#src/output/csv-text.js';
import { propertyColumn } from '#src/output/property-column.js';

const columns = [propertyColumn<Record<string, unknown>>('id'), propertyColumn<Record<string, unknown>>('text')];

test('CSV holds texts as they are, line ends and tabs too, and no sign that a terminal would act on', () => {
  expect(csvHead({ columns })).toBe('id,text\n');
  const rows = [{ id: 1, text: 'a,"b"' }, { id: 2, text: 'one\ntwo\tthree\r\n' }, { id: 3, text: 'typed \\n' }, { id: 4, text: '\u001b[31mred' }, { id: 5 }, { id: 6, text: null }];
  expect(csvLines({ columns }, rows)).toBe('1,"a,""b"""\n2,"one\ntwo\tthree\r\n"\n3,typed \\n\n4,\\e[31mred\n5,\n6,null\n');
});
