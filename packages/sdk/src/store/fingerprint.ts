/** What was asked and by whom, in a few characters, so that an operation id which is used for something else is found out. */
import type { Caller, OperationContext } from '@provost/protocol';

/** Of one operation's parameters. The order in which properties were written does not count, nor does which process of a user asks. */
export function fingerprintOf(operation: string, { context, ...asked }: { readonly context: OperationContext }): string {
  const { createHash } = process.getBuiltinModule('node:crypto'); // Two milliseconds of a start, for what few providers need.
  return createHash('sha256').update(JSON.stringify([operation, inOrder(asked), whoIs(context.caller)])).digest('base64url');
}

/** A provider is known by its name. Everybody else of one user is one: a client that has lost its host may ask again from another process. */
function whoIs({ kind, name, uid }: Caller): unknown {
  return kind === 'provider' ? ['provider', name ?? ''] : ['user', uid ?? process.getuid?.() ?? 0];
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).filter(([, part]) => part !== undefined).sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, part]) => [name, inOrder(part)]);
}
