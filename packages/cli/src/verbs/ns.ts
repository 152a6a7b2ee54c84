/** `provost ns`: the namespaces. */
import { Namespaces } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import type { RowsView } from '../output/output.js';

const view: RowsView<string> = { columns: [{ title: 'NAMESPACE', cell: (name) => name }], name: (name) => name };

export const run: RunVerb = async (invocation) => {
  const host = await invocation.host();
  const { namespaces } = await host.ask(Namespaces, {});
  return invocation.output.rows(view, namespaces);
};
