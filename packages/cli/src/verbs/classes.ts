/** `provost classes [NS]`. */
import { Classes, type ClassSummary } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import type { RowsView } from '../output/output.js';

const view: RowsView<ClassSummary> = {
  columns: [
    { title: 'CLASS', cell: ({ namespace, name }) => `${namespace}:${name}` },
    { title: 'PROVIDER', cell: ({ provider }) => provider },
    { title: 'KEY', cell: ({ key }) => (key.length === 0 ? '@' : key.join(',')) },
    { title: 'OPERATIONS', cell: ({ operations }) => operations.join(' ') || '-' },
    { title: 'METHODS', cell: ({ methods }) => methods.join(' ') || '-' },
  ],
  name: ({ namespace, name }) => `${namespace}:${name}`,
  none: 'There is no class. Register a provider that serves one: provost register PATH',
};

export const run: RunVerb = async (invocation) => {
  const namespace = invocation.wordAt(0);
  const host = await invocation.host();
  const { classes } = await host.ask(Classes, namespace === undefined ? {} : { namespace });
  return invocation.output.rows(view, classes);
};
