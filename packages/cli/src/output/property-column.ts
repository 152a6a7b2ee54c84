import { safeText } from '@provost/protocol';
import { valueText } from './fields.js';
import type { Column } from './table.js';

/** Those that a file of CSV holds as they are. */
const LINE_ENDS_AND_TABS = /([\r\n\t]+)/;

/** The column of a property of objects. In CSV its texts keep their line ends and tabs; what a terminal would act on is an escape there too. */
export function propertyColumn<T extends Readonly<Record<string, unknown>>>(title: string): Column<T> {
  return {
    title,
    cell: (row) => valueText(row[title]),
    csv: (row) => {
      const value = row[title];
      return typeof value === 'string' ? value.split(LINE_ENDS_AND_TABS).map((part, index) => (index % 2 === 1 ? part : safeText(part))).join('') : valueText(value);
    },
  };
}
