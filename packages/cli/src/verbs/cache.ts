/** `provost cache [KIND [DURATION]]`, `provost cache --provider NAME [DURATION]`: how long what is idle is kept. */
import { Cache, SetCache, type CacheView, type KindCacheView, type ProviderCacheView } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { UsageError } from '../errors/usage-error.js';
import type { Output, RowsView } from '../output/output.js';
import type { Column } from '../output/table.js';
import type { Invocation } from '../program/invocation.js';

type Row = KindCacheView | ProviderCacheView;

const common: readonly Column<Row>[] = [
  { title: 'CLEAR AFTER', cell: ({ clearAfter }) => clearAfter, align: 'right' },
  { title: 'INTERVAL', cell: ({ interval }) => interval, cut: false, leaves: 1 },
  { title: 'ORIGIN', cell: ({ origin }) => origin, cut: false, leaves: 2 },
  { title: 'LOADED', cell: ({ loaded }) => String(loaded), align: 'right', leaves: 3 },
];

const ofKinds: RowsView<KindCacheView> = {
  columns: [
    { title: 'KIND', cell: ({ kind }) => kind },
    ...common,
    { title: 'DEFAULT', cell: (row) => row.default, align: 'right', wide: true },
    { title: 'PATH', cell: ({ path }) => path, wide: true },
  ],
  name: ({ kind }) => kind,
};

const ofProviders: RowsView<ProviderCacheView> = {
  columns: [
    { title: 'PROVIDER', cell: ({ provider }) => provider },
    ...common,
    { title: 'KINDS', cell: ({ kinds }) => kinds.join(','), wide: true },
  ],
  name: ({ provider }) => `--provider=${provider}`,
};

/** Both, as documents and as what this verb takes. */
const ofBoth: RowsView<Row> = { columns: [], name: (row) => ('kind' in row ? ofKinds.name(row) : ofProviders.name(row)) };

export const run: RunVerb = async (invocation) => {
  const provider = invocation.text('provider');
  const subject = provider === undefined ? kindOf(invocation) : { provider };
  const clearAfter = durationOf(invocation, provider !== undefined);
  const host = await invocation.host();
  const view = clearAfter === undefined ? await host.ask(Cache, subject) : await host.ask(SetCache, { ...subject, clearAfter });
  return show(invocation.output, view);
};

function kindOf(invocation: Invocation): { readonly kind?: string } {
  const kind = invocation.wordAt(0);
  return kind === undefined ? {} : { kind };
}

/** With a provider named, the duration is all that follows. */
function durationOf(invocation: Invocation, isProvider: boolean): string | undefined {
  if (!isProvider) return invocation.wordAt(1);
  if (invocation.wordAt(1) === undefined) return invocation.wordAt(0);
  throw new UsageError('With --provider there is a duration and no kind.', 'Usage: provost cache --provider NAME [DURATION]');
}

async function show(output: Output, { kinds, providers }: CacheView): Promise<void> {
  if (!output.isTable) return output.rows(ofBoth, [...kinds, ...providers]);
  if (kinds.length > 0) await output.rows(ofKinds, kinds);
  if (kinds.length > 0 && providers.length > 0) await output.write('\n');
  if (providers.length > 0) await output.rows(ofProviders, providers);
}
