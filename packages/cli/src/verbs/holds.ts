/** `provost holds [NAME]`: who refuses to have a provider unloaded. */
import { Holds, type HoldView } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { durationText } from '../output/measures.js';
import type { RowsView } from '../output/output.js';

const view: RowsView<HoldView> = {
  columns: [
    { title: 'PROVIDER', cell: ({ provider }) => provider },
    { title: 'CONTEXT', cell: ({ context }) => context, leaves: 2 },
    { title: 'OPERATION', cell: ({ operation }) => operation, leaves: 1 },
    { title: 'REASON', cell: ({ why }) => why ?? '-' },
    { title: 'AGE', cell: ({ ageMs }) => durationText(ageMs), align: 'right', leaves: 3 },
  ],
  name: ({ provider, context }) => `${provider} ${context}`,
  none: 'Nobody refuses to have a provider unloaded.',
};

export const run: RunVerb = async (invocation) => {
  const name = invocation.wordAt(0);
  const host = await invocation.host();
  const { holds } = await host.ask(Holds, name === undefined ? {} : { name });
  return invocation.output.rows(view, holds);
};
