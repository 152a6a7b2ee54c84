/** `provost classes [NS]`. */
import { Classes, type ClassSummary } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import type { RowsView } from '../output/output.js';

const view: RowsView<ClassSummary> = {
  columns: [
    { title: 'CLASS', cell: ({ namespace, name }) => `${namespace}:${name}` },
    { title: 'PROVIDER', cell: ({ provider }) => provider, leaves: 4 },
    { title: 'KEPT BY', cell: keptText, leaves: 1 },
    { title: 'KEY', cell: ({ key }) => (key.length === 0 ? '@' : key.join(',')), leaves: 1 },
    { title: 'OPERATIONS', cell: ({ operations }) => operations.join(' ') || '-', leaves: 3 },
    { title: 'METHODS', cell: ({ methods }) => methods.join(' ') || '-', leaves: 2 },
  ],
  name: ({ namespace, name }) => `${namespace}:${name}`,
  whole: 'provost schema NS:CLASS',
  none: 'There is no class. Register a provider that serves one: provost register PATH',
};

/** Whom its instances are had from; a class of events, or one that is abstract, has none. */
function keptText({ keptBy, provider, operations }: ClassSummary): string {
  if (operations.length === 0) return '-';
  return keptBy ?? (provider === 'host' ? 'host' : 'provider');
}

export const run: RunVerb = async (invocation) => {
  const namespace = invocation.wordAt(0);
  const host = await invocation.host();
  const { classes } = await host.ask(Classes, namespace === undefined ? {} : { namespace });
  return invocation.output.rows(view, classes);
};
