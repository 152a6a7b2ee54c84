/** `provost ns [create NS | rm NS]`: the namespaces, which are instances of `__Namespace` of the one above. */
import { Create, Delete, Namespaces } from '@provost/protocol';
import type { RunVerb } from '../catalog/verb.js';
import { UsageError } from '../errors/usage-error.js';
import type { RowsView } from '../output/output.js';
import { showDeed } from '../output/show-object.js';

const view: RowsView<string> = { columns: [{ title: 'NAMESPACE', cell: (name) => name }], name: (name) => name };
const USAGE = 'Usage: provost ns [create NS | rm NS]';

export const run: RunVerb = async (invocation) => {
  const [act, namespace] = [invocation.wordAt(0), invocation.wordAt(1)];
  if (act === undefined) {
    const host = await invocation.host();
    return invocation.output.rows(view, (await host.ask(Namespaces, {})).namespaces);
  }
  if (act !== 'create' && act !== 'rm') throw new UsageError(`${JSON.stringify(act)} is neither create nor rm.`, USAGE);
  if (namespace === undefined) throw new UsageError(`${act} needs a namespace.`, USAGE);
  const { parent, name } = apart(namespace);
  const host = await invocation.host();
  if (act === 'create') await host.ask(Create, { class: `${parent}:__Namespace`, properties: { Name: name } });
  else await host.ask(Delete, { path: `${parent}:__Namespace.Name=${JSON.stringify(name)}` });
  return showDeed(invocation.output, namespace, act === 'create' ? 'created' : 'removed');
};

/** The namespace above, and the last part. */
function apart(namespace: string): { readonly parent: string; readonly name: string } {
  const at = namespace.lastIndexOf('/');
  if (at < 1 || at === namespace.length - 1) throw new UsageError(`"${namespace}" is no namespace below root.`, 'Such as: root/shop');
  return { parent: namespace.slice(0, at), name: namespace.slice(at + 1) };
}
