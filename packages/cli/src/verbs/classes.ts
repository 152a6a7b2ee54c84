/** `provost classes [NS]`, `provost classes add FILE`, `provost classes rm NS:CLASS`. */
import { Classes, DefineClass, RemoveClass, type ClassSummary } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { UsageError } from '../errors/usage-error.js';
import type { RowsView } from '../output/output.js';
import { showDeed } from '../output/show-object.js';
import type { Invocation } from '../program/invocation.js';
import { classesIn } from '../values/class-file.js';

const view: RowsView<ClassSummary> = {
  columns: [
    { title: 'CLASS', cell: ({ namespace, name }) => `${namespace}:${name}` },
    { title: 'DERIVES FROM', cell: ({ superclass }) => superclass ?? '-', leaves: 2 },
    { title: 'PROVIDER', cell: ({ provider }) => provider, leaves: 5 },
    { title: 'KEPT BY', cell: keptText, leaves: 1 },
    { title: 'KEY', cell: keyText, leaves: 1 },
    { title: 'OPERATIONS', cell: ({ operations, events }) => [...operations, ...(events === true ? ['events'] : [])].join(' ') || '-', leaves: 4 },
    { title: 'METHODS', cell: ({ methods }) => methods.join(' ') || '-', leaves: 3 },
  ],
  name: ({ namespace, name }) => `${namespace}:${name}`,
  whole: 'provost schema NS:CLASS',
  none: 'There is no class. Register a provider that serves one: provost register PATH',
};

export const run: RunVerb = async (invocation) => {
  const [first, second] = [invocation.wordAt(0), invocation.wordAt(1)];
  if (first === 'add') return add(invocation, second);
  if (first === 'rm') return remove(invocation, second);
  if (second !== undefined) throw new UsageError(`${JSON.stringify(first)} is neither add nor rm.`, 'Usage: provost classes [NS | add FILE | rm NS:CLASS]');
  const host = await invocation.host();
  const { classes } = await host.ask(Classes, first === undefined ? {} : { namespace: first });
  const shown = first !== undefined || invocation.flag('all') ? classes : classes.filter((one) => !isHostsOwn(one));
  await invocation.output.rows(view, shown);
  if (invocation.output.isTable && shown.length < classes.length) invocation.output.say(`And ${classes.length - shown.length} of the host's own: provost classes root.`);
  return undefined;
};

async function add(invocation: Invocation, file: string | undefined): Promise<void> {
  if (file === undefined) throw new UsageError('add needs a file.', 'Usage: provost classes add FILE [-n NS]');
  const all = await classesIn(file);
  const typed = invocation.text('namespace');
  const places = all.map(({ namespace, definition }) => {
    const place = typed ?? namespace;
    if (place === undefined) throw new UsageError(`${file} does not say the namespace of ${definition.name}.`, `Say it: provost classes add ${file} -n root/app`);
    return { namespace: place, definition };
  });
  const host = await invocation.host();
  for (const one of places) {
    const { namespace, definition } = await host.ask(DefineClass, one);
    await showDeed(invocation.output, `${namespace}:${definition.name}`, 'defined', { namespace, definition });
  }
}

async function remove(invocation: Invocation, name: string | undefined): Promise<void> {
  if (name === undefined) throw new UsageError('rm needs a class.', 'Usage: provost classes rm NS:CLASS');
  const host = await invocation.host();
  await host.ask(RemoveClass, { class: name });
  return showDeed(invocation.output, name, 'removed');
}

/** What happens has none, and what is abstract may have one in what derives from it. */
function keyText({ key, abstract, events, operations }: ClassSummary): string {
  if (key.length > 0) return key.join(',');
  return abstract === true || (events === true && operations.length === 0) ? '-' : '@';
}

/** Whom its instances are had from; a class of events, or one that is abstract, has none. */
function keptText({ keptBy, provider, operations, abstract }: ClassSummary): string {
  if (abstract === true) return 'abstract';
  if (operations.length === 0) return '-';
  return keptBy ?? (provider === 'host' ? 'host' : 'provider');
}

/** What every host has, rather than what somebody has registered or defined. */
function isHostsOwn({ namespace, provider, keptBy }: ClassSummary): boolean {
  return namespace === 'root' && provider === 'host' && keptBy === undefined;
}
